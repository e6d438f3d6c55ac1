"""Words that say who somebody is rather than what they can do. They are gone before anything is computed.

Words that never count; short contexts ("born in …", "nationality: …") and addresses, of which everything goes; and
the adjective of a country beside a person ("Turkish woman"), which elsewhere is a language that somebody speaks.
Every number without letters goes too (see `text.py`): dates, ages, school years, house numbers, telephone numbers.
Names cannot be listed; a name that the vacancy does not mention adds nothing to a score.
"""

import re

_ENGLISH = """
    he him his himself she her hers herself mr mrs ms miss mx sir madam man men woman women male males female
    females boy boys girl girls gentleman lady guy gender sex transgender husband wife spouse married unmarried
    single divorced remarried widowed widow widower engaged pregnant age aged ages old young younger birthday birthdate
    birthplace dob born nationality nationalities citizen citizenship ethnicity ethnic race religion religious
    muslim christian jewish hindu buddhist catholic protestant atheist gay lesbian heterosexual
"""
_DUTCH = """
    hij hem zijn zij haar haars dhr heer meneer mevr mevrouw mw mej juffrouw man mannen vrouw vrouwen mannelijk
    mannelijke vrouwelijk vrouwelijke jongen jongens meisje meisjes dame geslacht gender transgender echtgenoot
    echtgenote gehuwd ongehuwd getrouwd ongetrouwd gescheiden hertrouwd verloofd alleenstaand alleenstaande samenwonend
    weduwe weduwnaar zwanger leeftijd oud jong jonge jonger geboren geboortedatum geboorteplaats geboortejaar
    geboorteland verjaardag nationaliteit nationaliteiten staatsburger staatsburgerschap afkomst etniciteit
    geloof religie moslim islamitisch christelijk joods katholiek protestants hindoe boeddhist homo lesbisch
    hetero
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

_CONTEXT_STARTS = (
    "nationalit citizenship staatsburger birth geboor born geboren marital burgerlijke religi gender geslacht sex "
    "dob mother father moeder vader"
).split()
_CONTEXTS = re.compile(
    r"""
    \b(?:nationality|citizenship|nationaliteit|staatsburgerschap|birth\s?place|place\s+of\s+birth|geboorteplaats
    |geboorteland|country\s+of\s+birth|marital\s+status|burgerlijke\s+staat|religion|religie|gender|sex|geslacht
    ) \s*[:=]\s*[^\n.;,|]{1,40} | \b(?:date\s+of\s+birth|dob|geboortedatum|born|geboren)\s*[:=]?\s*(?:(?:on|op)\
    s+)?[\w/-]{1,12}[\w\s/-]{0,20}?\d{4} (?:\s+(?:in|at|te)\s+[^\W\d_][\w'’-]*)? |
    \b(?:born|geboren)\s+(?:in|at|te)\s+[^\W\d_][\w'’-]* | \b(?:mother|father|moeder|vader)\s+(?:of|van)\s+\w+\s
    +(?:children|kinderen|sons|daughters|zonen|dochters|kids)
    """,
    re.VERBOSE | re.IGNORECASE,
)


_ADDRESSES = re.compile(
    r"""
    \S+@\S+
    | (?:https?://|www\.)\S+
    | \b\d{4}[ ]?[A-Z]{2}\b
    | \b[^\W\d_]{1,40}(?:straat|laan|weg|plein|gracht|kade|singel|dreef)\s+\d{1,4}\b
    """,
    re.VERBOSE,
)
_ADDRESS_SIGNS = re.compile(r"@|://|www\.|\d{4}[ ]?[A-Z]{2}\b|(?:straat|laan|weg|plein|gracht|kade|singel|dreef)\s+\d")


def blank_protected(text: str) -> str:
    """The same text, equally long, with protected contexts as spaces: places in it still point into the original.

    Most texts hold no sign of one, and a look for the sign is ten times cheaper than a look for the whole.
    """
    if any(start in text.lower() for start in _CONTEXT_STARTS):
        text = _CONTEXTS.sub(_spaces, text)
    return _ADDRESSES.sub(_spaces, text) if _ADDRESS_SIGNS.search(text) else text


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())
