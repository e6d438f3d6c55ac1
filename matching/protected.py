"""Words that say who somebody is rather than what they can do. They are gone before anything is computed.

Words that never count; short contexts ("born in …", "nationality: …") and addresses, of which everything goes; and
the adjective of a country beside a person ("Turkish woman"), which elsewhere is a language that somebody speaks.
Every number without letters goes too (see `text.py`): dates, ages, school years, house numbers, telephone numbers.
Names go too (see `names.py`), and names of work that say who does it are made one (see `gendered.py`).
"""

import re

_ENGLISH = """
    he him his himself she her hers herself mr mrs ms miss mx sir madam man men woman women male males female
    females boy boys girl girls gentleman lady guy gender sex transgender husband wife spouse married unmarried
    single divorced remarried widowed widow widower engaged pregnant age aged ages old young younger birthday birthdate
    birthplace dob born nationality nationalities citizen citizenship ethnicity ethnic race religion religious
    muslim christian jewish hindu buddhist catholic protestant atheist gay lesbian heterosexual teenager twenties
    thirties forties fifties sixties
"""
_DUTCH = """
    hij hem zijn zij haar haars dhr heer meneer mevr mevrouw mw mej juffrouw man mannen vrouw vrouwen mannelijk
    mannelijke vrouwelijk vrouwelijke jongen jongens meisje meisjes dame geslacht gender transgender echtgenoot
    echtgenote gehuwd ongehuwd getrouwd ongetrouwd gescheiden hertrouwd verloofd alleenstaand alleenstaande samenwonend
    weduwe weduwnaar zwanger leeftijd oud jong jonge jonger geboren geboortedatum geboorteplaats geboortejaar
    geboorteland verjaardag nationaliteit nationaliteiten staatsburger staatsburgerschap afkomst etniciteit
    geloof religie moslim islamitisch christelijk joods katholiek protestants hindoe boeddhist homo lesbisch
    hetero jarig jarige twintiger dertiger veertiger vijftiger zestiger
"""
PROTECTED: frozenset[str] = frozenset((_ENGLISH + _DUTCH).split())

NATIONALITIES: frozenset[str] = frozenset(
    """
    african american arab asian australian austrian belgian brazilian british bulgarian canadian chinese
    colombian czech danish dutch egyptian english eritrean european finnish french german ghanaian greek
    hungarian indian indonesian iranian iraqi irish israeli italian japanese korean mexican moroccan nigerian
    norwegian pakistani polish portuguese romanian russian scottish somali spanish surinamese swedish swiss
    syrian thai turkish ukrainian vietnamese afrikaanse amerikaanse arabische aziatische belgische britse
    bulgaarse chinese deense duitse engelse eritrese europese finse franse griekse hongaarse indiase
    indonesische iraanse iraakse ierse italiaanse japanse marokkaanse nederlandse nigeriaanse noorse oekraïense
    oostenrijkse pakistaanse poolse portugese roemeense russische somalische spaanse surinaamse syrische turkse
    vietnamese zweedse zwitserse
    """.split()
)
"""Left out where one of `PERSONS` follows."""

PERSONS: frozenset[str] = frozenset(
    """
    man woman male female boy girl lady gentleman national citizen passport descent origin nationality
    citizenship vrouw jongen meisje dame heer nationaliteit afkomst staatsburger paspoort achtergrond
    """.split()
)

_LABELS = r"""nationality|citizenship|nationaliteit|staatsburgerschap|birth\s?place|place\s+of\s+birth|geboorteplaats
    |geboorteland|country\s+of\s+birth|marital\s+status|burgerlijke\s+staat|religion|religie|gender|sex|geslacht"""
_CONTEXTS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (tuple(signs.split("|")), re.compile(pattern, re.VERBOSE | re.IGNORECASE))
    for signs, pattern in (
        (
            "nationalit|citizenship|staatsburger|birth|geboorte|marital|burgerlijke|religi|gender|geslacht|sex",
            rf"\b(?:{_LABELS})\s*[:=]\s*[^\n.;,|]{{1,40}}",
        ),
        (
            "birth|dob|geboortedatum|born|geboren",
            r"""\b(?:date\s+of\s+birth|dob|geboortedatum|born|geboren)\s*[:=]?\s*(?:(?:on|op)\s+)?
            [\w/-]{1,12}[\w\s/-]{0,20}?\d{4} (?:\s+(?:in|at|te)\s+[^\W\d_][\w'’-]*)?""",
        ),
        ("born|geboren", r"\b(?:born|geboren)\s+(?:in|at|te)\s+[^\W\d_][\w'’-]*"),
        (
            "mother|father|moeder|vader",
            r"""\b(?:mother|father|moeder|vader)\s+(?:of|van)\s+\w+\s+
            (?:children|kinderen|sons|daughters|zonen|dochters|kids)""",
        ),
        (
            "name|naam|namen",
            r"""(?:^|(?<=\n))[ \t]*(?:(?:full|first|last|given|family|volledige)[ ])?(?:sur|voor|achter|roep)?
            (?:name|naam|namen)[ \t]*[:=][^\n]{1,60}""",
        ),
        ("year-old|years old|year old", r"\b[\w-]{2,12}(?:[ -][\w-]{2,12})?[ -]years?[ -]old\b"),
        ("jaar oud|jaar jong", r"\b[^\W\d_]{3,20}[ ]jaar[ ](?:oud|jong)\b"),
        ("jarige", r"\b\w{2,20}[ -]?jarige\b"),
        ("@", r"[^\s@]+@\S+"),
        ("://|www.", r"(?:https?://|www\.)\S+"),
    )
)
"""What gives a context away, and the whole of it. A look for the sign is ten times cheaper than one for the whole."""

_POSTCODE = re.compile(r"\b\d{4} ?[A-Z]{2}\b")
_STREET = re.compile(
    r"\b[^\W\d_]{1,40}(?:straat|laan|weg|plein|gracht|kade|singel|dreef)\s+\d{1,4}\b",
    re.IGNORECASE,
)
_STREETS = ("straat ", "laan ", "weg ", "plein ", "gracht ", "kade ", "singel ", "dreef ")


def blank_protected(text: str) -> str:
    """The same text, equally long, with protected contexts as spaces: places in it still point into the original."""
    lower = text.lower()
    for signs, context in _CONTEXTS:
        if any(sign in lower for sign in signs):
            text = context.sub(_spaces, text)
    if any(street in lower for street in _STREETS):
        text = _STREET.sub(_spaces, text)
    return _POSTCODE.sub(_spaces, text)


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())
