"""Single values: what they must look like, and how we write them down. Each answers a value or a Reason."""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from crm.applications.importing import problems
from crm.applications.importing.problems import Reason
from models.words import fold

MAX_TAG, MAX_TAGS = 60, 50
_MIN_PHONE = len("+31301234")
_LINKEDIN = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(in|pub)/([^\s/?#]+)/?(?:[?#].*)?", re.I)
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_line(text: str) -> tuple[str, bool]:
    """The text on one line; and whether it held signs that cannot be shown, which were left out."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()), False
    line = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(sign for sign in line if sign != "�" and unicodedata.category(sign) not in _UNSEEN)
    return " ".join(shown.split()), shown != line


def parse_email(text: str) -> str | Reason:
    """Lower case, because people write one address in several ways; no domain is looked up."""
    try:
        address = validate_email(
            text.removeprefix("mailto:"), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError:
        return problems.BAD_EMAIL
    return (address.ascii_email or address.normalized).lower()


def parse_phone(text: str, country: str) -> str | Reason:
    """E.164. A length that is possible will do: number plans change faster than tables of them."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return problems.BAD_PHONE
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written if phonenumbers.is_possible_number(number) and len(written) >= _MIN_PHONE else problems.BAD_PHONE


def parse_linkedin(text: str) -> str | Reason:
    found = _LINKEDIN.fullmatch(text)
    return f"https://www.linkedin.com/{found[1].lower()}/{found[2]}" if found else problems.BAD_LINKEDIN


def parse_tags(text: str) -> tuple[str, ...] | Reason:
    """Between commas, semicolons, bars or on lines of their own; two spellings of one word are one."""
    tags: dict[str, str] = {}
    for part in re.split(r"[,;|\n]", text):
        tag, _odd = clean_line(part)
        if tag:
            tags.setdefault(fold(tag), tag)
    if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in tags.values()):
        return problems.TOO_LONG
    return tuple(tags.values())
