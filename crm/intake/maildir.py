"""A Maildir that a mail server fills and we empty: what is done goes, what is nobody's moves to `cur` for a person."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from crm.intake.reading import LARGEST
from crm.intake.services import Outcome, Taken, take
from crm.logs import log

SEEN = ":2,S"


def waiting(folder: Path) -> list[Path]:
    new = folder / "new"
    return sorted(new.iterdir()) if new.is_dir() else []


def take_file(path: Path, *, now: datetime) -> Taken:
    """Raises FileNotFoundError when another worker was first."""
    too_large = path.stat().st_size > LARGEST
    return Taken(Outcome.UNREADABLE) if too_large else take(path.read_bytes(), now=now)


def put_away(path: Path, taken: Taken) -> None:
    """After the commit: a crash before it takes the mail again, and twice does nothing twice."""
    with suppress(FileNotFoundError):
        if taken.outcome.is_done:
            path.unlink()
        else:
            (path.parents[1] / "cur").mkdir(exist_ok=True)
            path.rename(path.parents[1] / "cur" / f"{path.name}{SEEN}")


def tell(taken: Taken) -> None:
    log.info(
        "mail_received",
        outcome=taken.outcome.value,
        message=taken.message,
        candidate=taken.candidate,
        user=taken.by,
    )
