"""Which column is which: header names in Dutch and English, whatever their case, accents, spaces or hyphens."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _

from crm.applications.importing.problems import CannotRead
from models.words import fold


class Column(enum.Enum):
    """What a column can hold. The value is how we write it in English."""

    FIRST_NAME = "first name"
    PREFIX = "name prefix"
    LAST_NAME = "last name"
    NAME = "name"
    EMAIL = "e-mail"
    PHONE = "phone"
    PLACE = "place"
    COUNTRY = "country"
    LANGUAGE = "language"
    HEADLINE = "headline"
    LINKEDIN = "LinkedIn"
    EXTERNAL_ID = "external id"
    VACANCY = "vacancy"
    APPLIED_ON = "applied on"
    STAGE = "stage reached"
    OUTCOME = "outcome"
    REJECTED_ON = "rejected on"
    TAGS = "tags"
    CV_TEXT = "CV text"
    CV_FILE = "CV file"
    CONSENT_ON = "consent given on"
    CONSENT_TEXT = "consent text"
    CONSENT_SOURCE = "consent source"


# docs/import.md lists every one of these; a test checks it.
NAMES: dict[Column, tuple[str, ...]] = {
    Column.FIRST_NAME: ("first name", "given name", "voornaam", "roepnaam", "candidate first name"),
    Column.PREFIX: ("name prefix", "infix", "tussenvoegsel", "tussenvoegsels", "voorvoegsel"),
    Column.LAST_NAME: ("last name", "surname", "family name", "achternaam", "familienaam", "candidate last name"),
    Column.NAME: ("name", "full name", "candidate", "candidate name", "naam", "volledige naam", "kandidaat"),
    Column.EMAIL: (
        *("e-mail", "e-mails", "mail", "e-mail address", "candidate e-mail"),
        *("e-mailadres", "mailadres"),
    ),
    Column.PHONE: (
        *("phone", "phones", "phone number", "telephone", "mobile", "mobile phone", "candidate phone"),
        *("telefoon", "telefoonnummer", "mobiel", "mobiel nummer", "gsm"),
    ),
    Column.PLACE: ("place", "city", "town", "location", "plaats", "woonplaats", "stad"),
    Column.COUNTRY: ("country", "country code", "land", "landcode"),
    Column.LANGUAGE: ("language", "preferred language", "taal", "voorkeurstaal"),
    Column.HEADLINE: (
        *("headline", "job title", "current job", "current position", "profession"),
        *("kop", "functie", "functietitel", "huidige functie", "beroep"),
    ),
    Column.LINKEDIN: ("LinkedIn", "LinkedIn profile", "LinkedIn url", "LinkedIn-profiel"),
    Column.EXTERNAL_ID: (
        *("external id", "id", "candidate id", "reference"),
        *("extern id", "externe id", "kandidaat-id", "kenmerk", "referentie"),
    ),
    Column.VACANCY: (
        *("vacancy", "vacancy title", "job", "position", "requisition", "offer title", "applied for"),
        *("vacature", "vacaturetitel", "gesolliciteerd op vacature"),
    ),
    Column.APPLIED_ON: (
        *("applied on", "applied at", "application date", "date applied"),
        *("gesolliciteerd op", "sollicitatiedatum", "datum sollicitatie"),
    ),
    Column.STAGE: (
        *("stage reached", "stage", "last stage", "phase"),
        *("fase", "bereikte fase", "laatste fase", "hoe ver gekomen", "stap"),
    ),
    Column.OUTCOME: ("outcome", "status", "result", "uitkomst", "uitslag", "resultaat"),
    Column.REJECTED_ON: (
        *("rejected on", "rejected at", "rejection date", "decided on", "decision date", "closed on"),
        *("afgewezen op", "datum afwijzing", "afwijsdatum", "afwijzingsdatum", "besloten op", "afgerond op"),
    ),
    Column.TAGS: ("tags", "tag", "labels", "label", "trefwoorden"),
    Column.CV_TEXT: ("CV text", "CV", "resume", "resume text", "cv-tekst", "tekst cv"),
    Column.CV_FILE: (
        *("CV file", "CV filename", "CV url", "resume file", "attachment", "document"),
        *("cv-bestand", "bestandsnaam cv", "bestand", "bijlage"),
    ),
    Column.CONSENT_ON: (
        *("consent given on", "consent", "consent on", "consent date", "consent given at"),
        *("toestemming", "toestemming op", "toestemming gegeven op", "datum toestemming"),
    ),
    Column.CONSENT_TEXT: (
        "consent text",
        "consent wording",
        "toestemmingstekst",
        "toestemming tekst",
        "tekst toestemming",
    ),
    Column.CONSENT_SOURCE: (
        *(
            "consent source",
            "consent given via",
            "bron toestemming",
            "toestemmingsbron",
            "toestemming bron",
            "toestemming via",
        ),
    ),
}


@lru_cache(4096)
def normalised(header: str) -> str:
    """E-mail adres, EMAILADRES and e_mailadres are one."""
    return "".join(letter for letter in fold(header) if letter.isalnum())


_COLUMNS = {normalised(name): column for column, names in NAMES.items() for name in names}


def column_named(header: str) -> Column | None:
    return _COLUMNS.get(normalised(header))


@dataclass(frozen=True)
class Header:
    """The first line of a CSV file: as it stands there, and what each of it means to us."""

    titles: tuple[str, ...]
    columns: tuple[Column | None, ...]


def recognise(titles: Sequence[str]) -> Header:
    """Raises CannotRead when these are no headers of ours, or when two of them mean the same."""
    titles = tuple(" ".join(title.split()) for title in titles)
    columns = tuple(column_named(title) for title in titles)
    first: dict[Column, str] = {}
    for title, column in zip(titles, columns, strict=True):
        if column in first:
            raise CannotRead(
                _(
                    "Two columns mean the same: “%(one)s” and “%(other)s”. Rename or remove the one not to be read.",
                    one=first[column],
                    other=title,
                )
            )
        if column:
            first[column] = title
    if not first:
        raise CannotRead(
            _("We recognise no column on the first line. Begin the file with column names; docs/import.md lists them.")
        )
    if not first.keys() & {Column.EMAIL, Column.NAME, Column.FIRST_NAME, Column.LAST_NAME}:
        raise CannotRead(_("There is no column with a name or an e-mail address. Add one, or rename the one that is."))
    return Header(titles, columns)
