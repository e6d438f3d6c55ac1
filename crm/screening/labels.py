"""The words beside a number that say what it is. The same digits are a BSN after one word and an order after another.

Nearest first: the last label within 40 characters before a number; else, on the same line, the first one after it.
Of an earlier line only our own labels reach into a sentence; any other says what its own line is about.
"""

import re

REACH = 40
_WINDOW = 100
_FOLLOWED = r"(?:[\s._-]{0,2}(?:nummers?|numbers?|nrs?|num|no|n°|#))?"
_SCHEMES = {
    "bsn": r"b\.?s\.?n|burger[\s-]?service|burgerservicenr|sofi|sociaal[\s-]fiscaal|citizen[\s-]service"
    r"|social[\s-]security|ssn|service\s+du\s+citoyen|bürgerservice",
    "be": r"rijksregister\w{0,12}|rrn|insz|niss|registre\s+national|(?:numéro|n°|nr)\s+national|nationaal|bis-?nummer",
    "de": r"steuer-?id\w{0,25}|steuerliche\s+id\w{0,25}|steuer-?identifikations\w{0,8}|id-?nr|tax\s+id\w{0,15}|tin",
    "fr": r"sécurité\s+sociale|securite\s+sociale|n\.?i\.?r|insee|sécu",
    "es": r"dni|nie|nif|documento\s+nacional\w{0,15}",
    "it": r"codice\s+fiscale|cod\.?\s?fisc",
    "pl": r"pesel",
    "ie": r"ppsn?|personal\s+public\s+service",
    "dk": r"cpr|personnummer",
    "se": r"personnummer|samordningsnummer|pnr",
    "no": r"fødselsnummer|fodselsnummer|fnr|personnummer|d-nummer",
    "fi": r"henkilötunnus|henkilotunnus|hetu|personbeteckning",
    "at": r"sv-?nr|sozialversicherungs\w{0,7}|versicherungs\w{0,7}|svnr",
    "ch": r"ahv|avs|oasi|sozialversicherungs\w{0,7}",
    "uk": r"nino|n\.?i\.?|national\s+insurance",
}
# Whatever else is numbered: a number with one of these before it is that, and nothing of ours.
_OTHER = (
    r"tel\w{0,10}|mob\w{0,5}|gsm|phone|fax|k\.?v\.?k|kamer\s+van\s+koophandel|rsin|fiscaal|btw|vat|mwst|tva|ob|iban"
    r"|rekening|bank|giro|order\w{0,8}|bestel\w{0,8}|factuur\w{0,8}|invoice|klant\w{0,8}|customer|dossier|zaak|case|ticket"
    r"|ref(?:erentie|erence)?|kenmerk|big(?:-?registratie)?|agb|skj|registratie|registration|certifica\w{0,4}|diploma"
    r"|student\w{0,8}|leerling\w{0,8}|personeels\w{0,8}|employee|medewerker\w{0,8}|lid|member\w{0,8}|isbn|issn|doi|pmid"
    r"|project|serie|serial|artikel\w{0,8}|postbus|vacature\w{0,8}|handelsregister|siret|siren|€|\$|£|eur|usd|euro|orcid"
    r"|version|versie|batch|port"
)
_NUMBERED = r"[^\W\d_]{0,30}(?:nummers?|numbers?|nr|numéro|code)|id|n°|#"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![^\W_])|(?<=[€$£#]))(?:{words}){_FOLLOWED}(?![^\W\d_])", re.I)


_ANY = _pattern("|".join((*_SCHEMES.values(), _OTHER, _NUMBERED)))
_OURS = _pattern("|".join(_SCHEMES.values()))
_OF = {scheme: _pattern(words) for scheme, words in _SCHEMES.items()}
_LETTER = re.compile(r"[^\W\d_]|[€$£#]")
_LONG = re.compile(r"\d{6}")
_ANNOUNCES = re.compile(r"[\s:=#.()-]{0,5}\d")


def label_of(text: str, start: int, end: int) -> str:
    """The label of the number between `start` and `end`; empty when nothing says what it is."""
    window = text[max(0, start - _WINDOW) : start]
    before = None
    if _LETTER.search(window):
        for before in _ANY.finditer(window):  # noqa: B007
            pass
    if before:
        gap = window[before.end() :]
        is_near = len(gap) <= REACH and not _LONG.search(gap)
        if is_near and (_OURS.fullmatch(before.group()) or "\n" not in gap or not _LETTER.search(gap)):
            return before.group()
    line = text[end : end + REACH + 30].partition("\n")[0]
    after = _ANY.search(line) if _LETTER.search(line) else None
    if after and after.start() <= REACH and not _LONG.search(line, 0, after.start()):
        return "" if _ANNOUNCES.match(line, after.end()) else after.group()
    return ""


def names(label: str, scheme: str) -> bool:
    """Whether this label is a word for numbers of this scheme."""
    return bool(label) and _OF[scheme].fullmatch(label) is not None
