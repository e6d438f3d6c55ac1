"""Wording a letter: each save is a new version with a name and a moment; the old ones stay."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from crm import audit
from crm.extensions import db
from crm.letters.checking import Unfit, problems
from crm.letters.filling import tidy
from crm.letters.kinds import Letter
from crm.letters.texts import current, next_number, shipped
from models import Language, LetterText, Tone, User


class Overtaken(Exception):
    """Somebody kept another version since this text was opened. Nothing is lost: this one is still unsaved."""


def newest(letter: Letter, language: Language) -> LetterText | None:
    return db.session.scalars(LetterText.versions(letter.name, language).limit(1)).first()


def save(letter: Letter, text: LetterText, *, opened_at: int, by: User, now: datetime) -> LetterText | None:
    """Keep this text as the newest version; None when these are the words already.

    `opened_at` is the number of the version that was the newest when the writer began. Raises Unfit or Overtaken.
    """
    found = problems(letter, text)
    if found:
        raise Unfit(found)
    text.subject, text.heading, text.body = tidy(text.subject), tidy(text.heading), tidy(text.body)
    if text.words == current(letter.name, text.language, text.tone).words:
        return None
    return _keep(letter, text, opened_at=opened_at, by=by, now=now)


def go_back(
    letter: Letter, language: Language, number: int, *, tone: Tone, opened_at: int, by: User, now: datetime
) -> LetterText | None:
    """The words of an older version as a new one; number 0 is what the program ships, which is then followed again.

    None when there is no such version. Raises Overtaken, and Unfit for words that this version of the program refuses.
    """
    if number == 0:
        text = shipped(letter.name, language, tone)
    else:
        old = db.session.scalars(LetterText.versions(letter.name, language).where(LetterText.number == number)).first()
        if old is None:
            return None
        subject, heading, body = old.words
        text = LetterText(
            letter=letter.name,
            language=language,
            subject=subject,
            heading=heading,
            body=body,
            tone=old.tone,
            is_shipped=False,
        )
    found = problems(letter, text)
    if found:
        raise Unfit(found)
    return _keep(letter, text, opened_at=opened_at, by=by, now=now)


def _keep(letter: Letter, text: LetterText, *, opened_at: int, by: User, now: datetime) -> LetterText:
    """The unique number decides between two who save at once."""
    text.number, text.written_by_id, text.written_at = next_number(letter.name, text.language), by.id, now
    if text.number != opened_at + 1:
        raise Overtaken
    db.session.add(text)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Overtaken from error
    audit.record("letter.changed", by=by, now=now, subject=f"letter_text:{text.id}")
    return text
