"""Services compose because none of them commits: only edges do, and the few jobs that must, each with its reason."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EDGES = ("routes.py", "jobs.py", "cli.py")
REASONS = {
    "crm/demo/build.py": "the demo is a job: it lives through two years, a day at a time",
    "crm/demo/candidates.py": "as above",
    "crm/demo/post.py": "as above",
    "crm/mail/delivery.py": "the attempt is committed before the first byte leaves",
    "crm/privacy/cleaning.py": "the index is optimised outside every other transaction, and the log truncated after it",
    "crm/vacancies/lease.py": "a lease that others cannot see is none",
    "crm/vacancies/matching.py": "comparing takes long, so no transaction stays open around it",
    "crm/vacancies/results.py": "a run, its matches and its alerts are saved together, while the lease holds",
    "crm/webhooks/delivery.py": "what is claimed is committed before another machine takes its time",
    "crm/vacancies/vectors.py": "a pool is too large for one transaction",
}


def commits(path: Path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]


def test_only_routes_jobs_and_the_command_line_commit():
    files = [path for folder in ("crm", "models", "matching") for path in (ROOT / folder).rglob("*.py")]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if commits(path) and not path.name.endswith(EDGES) and "migrations" not in path.parts
    }

    assert found <= set(REASONS), (
        "let the caller commit; a job that must commit in pieces is named here with its reason"
    )
    assert set(REASONS) <= found, "these commit no more: take them off the list"
