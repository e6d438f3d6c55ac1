"""Numbers that belong to one person for life, and bank accounts: found by shape, check digit and the words beside them.

Check digits come from python-stdnum. A check digit alone proves little (a random number of nine digits passes that of
the BSN one time in eleven), so most numbers also need a label; those that chance hits less than once in a thousand
need none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import iban
from stdnum.at import vnr
from stdnum.be import bis, nn
from stdnum.ch import ssn
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.ie import pps
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.se import personnummer

from crm.screening.finding import Action, Finding, Kind
from crm.screening.labels import label_of, names

# Not in the middle of a word or a longer number, unless a label is stuck to it; no separator leads on to more digits.
_BEFORE = r"(?:(?<![^\W_])|(?<=bsn)|(?<=nr)|(?<=mer))(?<![+])(?<!\d[.\-/])(?<!\d\))"
_ALONE = r"(?<!\d )"
_AFTER = r"(?![.\-/]?\d)(?!,\d\d?\b)(?![^\W_])"

_BSN = re.compile(
    rf"{_BEFORE}(?:(?<!\+\d )(?<!\+\d\d )(?<!\+\d\d\d )(?<!00\d\d )\d{{9}}|{_ALONE}\d(?:[ .\-]?\d){{7,8}}){_AFTER}",
    re.I,
)
_BSN_AS_WRITTEN = re.compile(r"\d{8,9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3}|\d{2}([ .])\d{3}\3\d{3}")
_DATE = re.compile(
    r"[0-3]?\d[ .-][01]?\d[ .-](?:19|20)\d\d|(?:19|20)\d\d[ .-][01]?\d[ .-][0-3]?\d|(?:19|20)\d\d[ -](?:19|20)\d\d"
)
_DAY = re.compile(r"[0-3]\d[01]\d(?:19|20)\d\d|(?:19|20)\d\d[01]\d[0-3]\d|(?:19|20)\d\d(?:19|20)\d\d")
_AND = re.compile(r"[\s,;/&]{1,4}(?:en|and|et|und)?\s{0,2}")


def _bsns(text: str, stretch: tuple[int, int]) -> Iterator[Finding]:
    """Dutch citizen service numbers. One with its label is blocked, one that only passes the test is asked about."""
    last = -1
    for found in _BSN.finditer(text, *stretch):
        start, end, written = found.start(), found.end(), found.group()
        if _DATE.fullmatch(written) or not bsn.is_valid(written):
            continue
        label = label_of(text, start, end)
        if names(label, "bsn") or (last >= 0 and _AND.fullmatch(text, last, start)):
            last = end
            yield Finding(Kind.BSN, Action.BLOCK, start, end)
        elif not label and _BSN_AS_WRITTEN.fullmatch(written) and not _DAY.fullmatch(written):
            yield Finding(Kind.BSN, Action.WARN, start, end)


@dataclass(frozen=True)
class _Scheme:
    """`alone` is what follows when no label names it, and `alone_as` how it must then be written."""

    label: str
    shape: re.Pattern[str]
    is_valid: Callable[[str], bool]
    alone: Action | None
    alone_as: re.Pattern[str] | None = None


def _scheme(
    label: str, shape: str, is_valid: Callable[[str], bool], alone: Action | None, alone_as: str = ""
) -> _Scheme:
    pattern = re.compile(rf"(?<![^\W_])(?<![+])(?<!\d[.\-/])(?:{shape}){_AFTER}", re.I)
    return _Scheme(label, pattern, is_valid, alone, re.compile(alone_as, re.I) if alone_as else None)


def _is_belgian(number: str) -> bool:
    return nn.is_valid(number) or bis.is_valid(number)


def _is_spanish(number: str) -> bool:
    return dni.is_valid(number) or nie.is_valid(number)


_NOT_ISSUED = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def _is_british(number: str) -> bool:
    """HMRC NIM39110: prefixes that are never given out. There is no check digit."""
    return number[:2].upper() not in _NOT_ISSUED


_BLOCK, _WARN = Action.BLOCK, Action.WARN
_SCHEMES = (
    _scheme("be", r"\d\d[. -]?\d\d[. -]?\d\d[. -]?\d{3}[. -]?\d\d", _is_belgian, _BLOCK),
    _scheme("fr", r"[12378] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d", nir.is_valid, _BLOCK),
    _scheme(
        "it", r"[A-Z]{6}[\dL-NP-V]{2}[A-EHLMPRST][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]", codicefiscale.is_valid, _BLOCK
    ),
    _scheme("ch", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d", ssn.is_valid, _BLOCK),
    _scheme("no", r"\d{6} ?\d{5}", fodselsnummer.is_valid, _BLOCK),
    _scheme("fi", r"\d{6}[-+A-FU-Y]\d{3}[\dA-FHJ-NPR-Y]", hetu.is_valid, _BLOCK),
    _scheme("de", r"\d\d ?\d{3} ?\d{3} ?\d{3}", idnr.is_valid, _WARN),
    _scheme("pl", r"\d{11}", pesel.is_valid, _WARN),
    _scheme("es", r"(?:\d{8}|[XYZ]-?\d{7})[ -]?[A-Z]", _is_spanish, _WARN),
    _scheme("ie", r"\d{7} ?[A-W][A-IW]?", pps.is_valid, _WARN, r"\d{7}[A-W][A-IW]?"),
    _scheme("uk", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]", _is_british, _WARN),
    _scheme("dk", r"\d{6}[ -]?\d{4}", cpr.is_valid, _WARN, r"\d{6}-\d{4}"),
    _scheme("se", r"(?:\d\d)?\d{6}[-+]?\d{4}", personnummer.is_valid, _WARN, r"\d{6,8}[-+]\d{4}"),
    _scheme("at", r"\d{4} ?\d{6}", vnr.is_valid, _WARN, r"[1-9]\d{3} \d{6}"),
)


def _national_ids(text: str, stretch: tuple[int, int]) -> Iterator[Finding]:
    """Numbers of other countries' citizens. Two countries' shapes may fit one number: whoever reads takes the worst."""
    for scheme in _SCHEMES:
        for found in scheme.shape.finditer(text, *stretch):
            if not scheme.is_valid(found.group()):
                continue
            label = label_of(text, found.start(), found.end())
            if names(label, scheme.label):
                yield Finding(Kind.NATIONAL_ID, Action.BLOCK, found.start(), found.end())
            elif not label and scheme.alone and (not scheme.alone_as or scheme.alone_as.fullmatch(found.group())):
                yield Finding(Kind.NATIONAL_ID, scheme.alone, found.start(), found.end())


_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![^\W_])", re.I)


def _bank_accounts(text: str, stretch: tuple[int, int]) -> Iterator[Finding]:
    """IBANs. The shape may run on into the words behind it, so each of its ends is tried."""
    for found in _IBAN.finditer(text, *stretch):
        written = found.group()
        ends = [len(written), *(place for place in range(len(written) - 1, 10, -1) if written[place] == " ")]
        for end in ends:
            if iban.is_valid(written[:end]):
                yield Finding(Kind.BANK_ACCOUNT, Action.MASK, found.start(), found.start() + end)
                break


_DIGITS = re.compile(r"\d+(?:[^\d\n]{1,3}\d+)*")
_FEWEST = 6
_ROOM_BEFORE, _ROOM_AFTER = 16, 24
"""What a number holds before its first six digits, and after its last."""


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where digits stand close together: most of a CV is none of these, and is looked at once."""
    begin, end = -1, -1
    for run in _DIGITS.finditer(text):
        if run.end() - run.start() < _FEWEST:
            continue
        start = max(0, run.start() - _ROOM_BEFORE)
        if start > end:
            if end > 0:
                yield begin, end
            begin = start
        end = min(len(text), run.end() + _ROOM_AFTER)
    if end > 0:
        yield begin, end


def numbers(text: str) -> Iterator[Finding]:
    """Every number that must not be here; some may overlap."""
    for stretch in _stretches(text):
        for find in (_bsns, _national_ids, _bank_accounts):
            yield from find(text, stretch)
