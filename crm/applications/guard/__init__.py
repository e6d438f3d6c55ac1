"""The guard against letters that could go to anybody. Plain text in, what it saw out; knows no database and no web.

`python -m crm.applications.guard FILE.toml` judges labelled letters and states both error rates.
"""

from crm.applications.guard.judging import Letter, Seen, judge
from crm.applications.guard.unfilled import unfilled

__all__ = ["Letter", "Seen", "judge", "unfilled"]
