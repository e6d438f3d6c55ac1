"""`python -m crm` is the `weerzien` command."""

from crm.cli import main

main()
