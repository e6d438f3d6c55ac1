"""What can be wrong with a file, a row or a value, in words that say what to do. ."""

from collections.abc import Set
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.screening import Kind

MAX_SHOWN = 200


class CannotRead(Exception):
    """Nothing of the file was imported; the message says what to do, in the language of the moment."""


@dataclass(frozen=True)
class Reason:
    """Advice without values, so that it can be translated when it is written down."""

    advice: LazyString
    refuses: bool = True
    changes: bool = True


@dataclass(frozen=True)
class RowProblem:
    """One line of the report. `refuses` tells a row that stayed out, `changes` a value that did, or came in changed."""

    line: int
    column: str
    value: str
    reason: Reason

    @property
    def refuses(self) -> bool:
        return self.reason.refuses


def left_out(advice: LazyString) -> Reason:
    """The row comes in without this value."""
    return Reason(advice, refuses=False)


def _noted(advice: LazyString) -> Reason:
    """The value came in as it is; somebody has to look."""
    return Reason(advice, refuses=False, changes=False)


def _refuse(advice: LazyString) -> Reason:
    return Reason(advice, refuses=True)


UNCLOSED_QUOTE = _refuse(
    _l("A quotation mark on this line is not closed, or text follows it. Mend the line and import it again.")
)
WRONG_CELLS = _refuse(
    _l("This row has more or fewer cells than there are columns. Put quotation marks around text with a separator.")
)
LINE_TOO_LONG = _refuse(_l("This line is longer than 4 million characters. Put the CV in a file and name that here."))
NOT_JSON = _refuse(_l("This line is not one JSON object. Write one object per line, such as {“email”: “a@b.nl”}."))
NOT_TEXT = _refuse(_l("We expect text here, not a list or an object."))
TWICE = _refuse(_l("Two keys on this line mean the same. Leave one out."))

NOBODY = _refuse(_l("There is no name and no e-mail address. Add one of them."))
BAD_EMAIL = _refuse(_l("This is not one e-mail address. Write it as name@example.com, one address only."))
NAME_TOO_LONG = _refuse(_l("A name has at most 200 characters. Check that the columns have not shifted."))
BAD_DATE = _refuse(_l("We cannot read the date. Write it as 2025-02-28: year, month, day."))
DATE_IN_FUTURE = _refuse(_l("This date lies in the future. Check it."))
DATE_TOO_EARLY = _refuse(_l("This date lies before 1980. Check it."))
DECIDED_BEFORE_APPLIED = _refuse(_l("The decision lies before the application. Check both dates."))
UNKNOWN_OUTCOME = _refuse(_l("We do not know this outcome. Write open, hired, rejected or withdrew."))
OPEN_YET_DECIDED = _refuse(_l("The outcome says open, yet there is a date of rejection. Take one of them away."))
OPEN_WITHOUT_VACANCY = _refuse(_l("An open application needs a vacancy. Name it, or give the outcome."))
TWO_PEOPLE = _refuse(
    _l("The external id and the e-mail address belong to two different people here. Check which one is meant.")
)
SHARED_ADDRESS = _refuse(
    _l(
        "Somebody with another first name has this address here. Two people need an address each, or one of them none; "
        "of one person, write the name as it stands here."
    )
)
MAY_NOT_KEEP = _refuse(_l("We may not keep this person. Nothing was stored; there is nothing to do."))

TOO_LONG = left_out(_l("This is longer than we keep. Shorten it."))
BAD_PHONE = left_out(_l("We cannot read this phone number. Write it as +31 6 12345678, with the country."))
UNKNOWN_COUNTRY = left_out(_l("We do not know this country. Write its name, or its two letters such as NL."))
UNKNOWN_LANGUAGE = left_out(_l("We write Dutch and English. Write nl or en."))
UNKNOWN_STAGE = left_out(_l("We do not know this stage; it counts as applied. Write screened, interviewed or final."))
BAD_LINKEDIN = left_out(_l("This is not the address of a LinkedIn profile, such as linkedin.com/in/name."))
NO_VACANCY = left_out(_l("Without a vacancy the person came in, the application did not. Name the vacancy."))
NO_CONSENT_DATE = left_out(_l("Permission counts only with the day it was given. Write that day."))
NO_CONSENT_TEXT = left_out(_l("Permission counts only with the text that the person agreed to. Add the text."))
CONSENT_ENDED = left_out(_l("This permission has ended by now, so it does not count. Nothing to do."))
OTHER_VALUE = left_out(_l("We know this person with another value and kept that one. Change it on their page."))
OLDER_CV = left_out(_l("We have a newer CV of this person and kept that one. Nothing to do."))
UNSHOWABLE = left_out(_l("We left out signs that cannot be shown. Compare the name with the source."))
MISSING_FILE = left_out(_l("We do not find this CV in the folder of --documents. Add it there and import again."))
NO_FOLDER = left_out(_l("CV files are read only when the folder is given with --documents."))
UNKNOWN_COLUMN = left_out(_l("We do not know this column and did not read it. Its names stand in docs/import.md."))

MASKED = left_out(
    _l("This held a number that may not be kept about applicants, such as a BSN or a bank account. We masked it.")
)
FILE_NOT_KEPT = left_out(
    _l("This CV held a number that may not be kept about applicants. We kept its text with a mask there, not the file.")
)
SENSITIVE_TAG = left_out(_l("This tag is about something that may not count, such as health, family or belief."))
PERHAPS_NUMBER = _noted(
    _l("This holds a number that can be a BSN or another identity number. Look, and take it out if so.")
)
SENSITIVE = _noted(
    _l("This speaks of health, origin, belief or the like, which may not count. Comparing does not read those words.")
)


def screened(taken: Set[Kind], left: Set[Kind], *, masked: Reason = MASKED) -> list[Reason]:
    """What to report of a text. That a CV tells an age or a marriage is no news, and would hide what is."""
    found = [masked] if taken else []
    if any(kind.is_number for kind in left):
        found.append(PERHAPS_NUMBER)
    if any(kind.is_special for kind in left):
        found.append(SENSITIVE)
    return found
