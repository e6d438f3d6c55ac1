"""`weerzien doctor`: is the ledger whole, and does the database still hold to its laws?"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator

import click
from sqlalchemy import func, select

from crm.clock import utcnow
from crm.consent import counting, replay
from crm.extensions import db
from crm.schema import on_current_database
from models import ChainDisposal, ConsentEvent, Notice
from models.laws import broken_laws

BATCH = 2000
MOST_TOLD = 20
Progress = Callable[[int], None]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_current_database
def doctor(as_json: bool) -> None:
    """Verify the ledger, the signed counts, the database's laws and the permissions that rest on them."""
    events = db.session.scalar(select(func.count(ConsentEvent.id))) or 0
    with click.progressbar(length=events, label="Events", file=sys.stderr) as bar:
        problems = examine(bar.update)
    if as_json:
        click.echo(json.dumps({"healthy": not problems, "events": events, "problems": problems}))
    else:
        for problem in problems[:MOST_TOLD]:
            click.echo(f"- {problem}")
        if len(problems) > MOST_TOLD:
            click.echo(f"… and {len(problems) - MOST_TOLD} more; --json prints all.")
        click.echo("All is well." if not problems else "Restore a backup of before the damage: docs/backup.md.")
    sys.exit(1 if problems else 0)


def examine(progress: Progress = lambda _done: None) -> list[str]:
    """Everything that is wrong, one sentence each, with pseudonyms only. Reads; changes nothing."""
    db.session.rollback()
    return [
        *(f"the trigger {name} is missing or altered: run `weerzien db upgrade`" for name in _triggers()),
        *_notices(),
        *_chains(progress),
        *counting.losses(utcnow()),
        *_projection(),
        *_lexicon(),
    ]


def _lexicon() -> Iterator[str]:
    from matching.lexicon import Lexicon, LexiconUnreadable  # NumPy: only doctor waits for it

    try:
        Lexicon.load()
    except LexiconUnreadable as error:
        yield str(error)


def _triggers() -> list[str]:
    return broken_laws(db.session.connection())


def _notices() -> Iterator[str]:
    for notice in db.session.scalars(select(Notice)):
        if hashlib.sha256(notice.text.encode()).hexdigest() != notice.text_sha256:
            yield f"notice {notice.id} is not the text that was shown"


def _chains(progress: Progress) -> Iterator[str]:
    """Every chain from its first event to its last, in one pass over the ledger."""
    words = {notice.id: notice.text_sha256 for notice in db.session.scalars(select(Notice))}
    disposed = set(db.session.scalars(select(ChainDisposal.subject).where(ChainDisposal.disposed_at.is_not(None))))
    subject, number, last = "", 0, ""
    key = "", 0
    while True:
        after = (ConsentEvent.subject > key[0]) | ((ConsentEvent.subject == key[0]) & (ConsentEvent.number > key[1]))
        piece = db.session.scalars(
            select(ConsentEvent).where(after).order_by(ConsentEvent.subject, ConsentEvent.number).limit(BATCH)
        ).all()
        for event in piece:
            if event.subject != subject:
                subject, number, last = event.subject, 0, ""
                if subject in disposed:
                    yield f"chain {subject} was disposed of, but not as a whole"
            if event.number != number + 1:
                yield f"chain {subject} lacks event {number + 1}"
            if event.previous_hash != last and event.number == number + 1:
                yield f"chain {subject}: event {event.number} does not follow the one before it"
            if event.fingerprint() != event.hash:
                yield f"chain {subject}: event {event.number} was altered"
            if event.notice_id and words.get(event.notice_id) != event.text_sha256:
                yield f"chain {subject}: event {event.number} refers to other words than were shown"
            number, last = event.number, event.hash
        if not piece:
            return
        key = piece[-1].subject, piece[-1].number
        progress(len(piece))
        db.session.expunge_all()


def _projection() -> Iterator[str]:
    for people in replay.pieces():
        differing = replay.expected(people) ^ replay.found(people.values())
        for candidate_id in sorted({row[0] for row in differing}):
            yield f"person {candidate_id}: the ledger says something else; run `weerzien permissions rebuild`"
        db.session.expunge_all()
