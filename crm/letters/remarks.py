"""What may make a letter worse than it has to be. None of it stops anybody; the page says what and why."""

import re
from dataclasses import dataclass

from crm.letters.checking import used_in
from crm.letters.filling import split
from crm.letters.kinds import Letter
from crm.letters.placeholders import FIRST_NAME, NAME, REASONS, SENTENCE
from models import Language, LetterText, Tone

LONGEST_SUBJECT = 50
_JE = re.compile(r"\b(je|jij|jou|jouw|jezelf)\b", re.IGNORECASE)
_U = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_CLOSING = re.compile(r"\b(groet|groeten|hoogachtend|regards|sincerely|faithfully|best wishes)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    kind: str
    quoted: str = ""


def remarks(letter: Letter, text: LetterText, *, subject: str) -> list[Remark]:
    """About one text; `subject` is how it reads filled in."""
    used = used_in(text.body)
    found = []
    if FIRST_NAME not in used and NAME not in used:
        found.append(Remark("no_name"))
    if len(subject) > LONGEST_SUBJECT:
        found.append(Remark("long_subject", str(len(subject))))
    for wished, kind in ((SENTENCE, "no_sentence"), (REASONS, "no_reasons")):
        if wished in letter.placeholders and wished not in letter.required and wished not in used:
            found.append(Remark(kind, wished.name(text.language)))
    if address := _ADDRESS.search(text.body):
        found.append(Remark("address", address.group()))
    if _CLOSING.search((split(text.body) or [""])[-1]):
        found.append(Remark("closing"))
    if text.language is Language.DUTCH and (word := (_JE if text.tone is Tone.U else _U).search(_words(text))):
        found.append(Remark("says_u" if text.tone is Tone.JE else "says_je", word.group()))
    return found


def _words(text: LetterText) -> str:
    return " ".join(text.words)


def is_ahead(own: LetterText | None, other: LetterText | None) -> bool:
    """The newest version of one language was worded after that of the other, which may say something else by now."""
    if own is None or own.is_shipped:
        return False
    return other is None or other.is_shipped or other.written_at < own.written_at
