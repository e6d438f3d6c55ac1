"""Which words a letter has now: the organisation's newest version, or what the program ships."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite

from crm.extensions import db
from models import Language, LetterText, Tone

FOLDER = Path(__file__).parent / "shipped"


def current(letter: str, language: Language, tone: Tone) -> LetterText:
    """The words that the next letter has. What the program ships may not be a row yet: `kept` makes it one."""
    latest = db.session.scalars(LetterText.versions(letter, language).limit(1)).first()
    return latest if latest and not latest.is_shipped else shipped(letter, language, tone)


def shipped(letter: str, language: Language, tone: Tone) -> LetterText:
    """The words in this folder: `<letter>.en.txt`, `<letter>.nl.je.txt` and `<letter>.nl.u.txt`."""
    end = f"nl.{tone.value}" if language is Language.DUTCH else language.value
    subject, heading, body = _read(FOLDER / f"{letter}.{end}.txt")
    return LetterText(
        letter=letter, language=language, tone=tone, subject=subject, heading=heading, body=body, is_shipped=True
    )


@lru_cache
def _read(path: Path) -> tuple[str, str, str]:
    """Subject, heading, an empty line, and the letter."""
    top, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    subject, heading = top.split("\n")
    return subject, heading, body.strip()


def kept(text: LetterText, *, now: datetime) -> LetterText:
    """The row of exactly these words, for a message to refer to; what is shipped becomes a version when first used.

    Two workers may do so at once: one of them writes, both find it.
    """
    insert = (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(LetterText)
    while (row := db.session.scalars(LetterText.saying(text.letter, text.language, text.words)).first()) is None:
        db.session.execute(
            insert.values(
                letter=text.letter,
                language=text.language,
                number=next_number(text.letter, text.language),
                subject=text.subject,
                heading=text.heading,
                body=text.body,
                tone=text.tone,
                is_shipped=True,
                written_at=now,
            ).on_conflict_do_nothing()
        )
    return row


def next_number(letter: str, language: Language) -> int:
    latest = db.session.scalars(LetterText.versions(letter, language).limit(1)).first()
    return latest.number + 1 if latest else 1
