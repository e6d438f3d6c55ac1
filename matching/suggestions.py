"""What a vacancy seems to ask, read from its text: lines under a heading that asks, and phrases that ask anywhere.

A suggestion is a piece of the text itself. Nothing is sought, invented or ranked; somebody looks at each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 8
LONGEST = 110
"""Characters: what is longer is a story, and no requirement."""

MOST_TEXT = 20_000

_ASKS = re.compile(
    r"""^\W*(?:
    wat\ (?:wij|we|vragen|breng|heb|neem|verwachten|zoeken) | (?:wij|we)\ (?:vragen|zoeken|verwachten) | functie-?eisen
    | (?:jouw|je|het|gewenst|uw)\ profiel | profiel | wie\ (?:ben|zoeken) | (?:dit|jij|je)\ (?:breng|ben|heb|bent|neem)
    | vereisten | eisen | requirements | what\ (?:we|you|do\ we) | (?:we|you)\ (?:ask|are|bring|have|need)
    | your\ profile | qualifications | must[ -]haves? | who\ (?:you\ are|are\ you) | nice[ -]to[ -]haves? | skills
    )\b[^.!?]{0,60}[?:]?$""",
    re.IGNORECASE | re.VERBOSE,
)
_OFFERS = re.compile(
    r"""^\W*(?:
    wat\ (?:wij|we|bieden)\ (?:bieden|geven|wij|we) | (?:wij|we)\ (?:bieden|offer) | dit\ krijg | ons\ aanbod | aanbod
    | arbeidsvoorwaarden | what\ (?:we\ offer|you(?:'ll)?\ get) | benefits | our\ offer | over\ ons | about\ us
    | sollicit | apply | interesse | interested
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_BULLET = re.compile(r"^\s*(?:[-–—*•·▪►✓✔o]|\d{1,2}[.)])\s+")
_CUES = re.compile(
    r"""\b(?:
    (?:\w+\ jaar\ |\d+\+?\ jaar\ |relevante\ |aantoonbare\ )*(?:werk)?ervaring\ (?:met|in|als|op)
    | (?:goede\ |grondige\ |enige\ )?kennis\ van | (?:een\ )?(?:diploma|certificaat|registratie|vergunning)\b
    | (?:het\ |een\ |geldig\ )*(?:rijbewijs|code\ 95|vca|big-registratie|vog|adr)\b
    | (?:een\ |minimaal\ |afgeronde?\ |minimaal\ een\ )*(?:mbo|hbo|wo)(?:[-/](?:mbo|hbo|wo))*\b
    | (?:goede\ )?beheersing\ van | vloeiend
    | (?:\w+\ years'?\ (?:of\ )?|\d+\+?\ years'?\ (?:of\ )?|proven\ |relevant\ )*experience\ (?:with|in|as|of)
    | (?:good\ |working\ |solid\ )?knowledge\ of
    | (?:a\ )?(?:degree|diploma|certificate|licen[cs]e|certification)\ (?:in|for|as)
    | (?:a\ )?(?:valid\ )?(?:driving\ licen[cs]e|driver'?s\ licen[cs]e)
    | fluen(?:t|cy)\ in | proficien(?:t|cy)\ (?:in|with)
    )[^\n,.;:!?()]{0,90}""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAD = re.compile(
    r"""^(?:je|jij|u|you)\ (?:hebt|heeft|heb|bent|beschikt\ over|kunt|beschikken\ over|have|are|bring)\s+
    | ^(?:in\ (?:het\ )?bezit\ van|beschikken\ over|hebben\ van)\s+ | ^(?:een|het|de|a|an|the)\s+""",
    re.IGNORECASE | re.VERBOSE,
)
_WEIGHT = re.compile(
    r"""\s*[,(]?\s*\b(?:(?:is|zijn|are)\s+)?(?:(?:een|a|an)\s+)?
    (?:pré|pre|plus|mooi\ meegenomen|verplicht|vereist|noodzakelijk|required|essential|nice[ -]to[ -]have|bonus|must
    |advantage|gewenst|preferred)\b\)?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
"""How much it weighs, said behind it: that is the tick, and no part of what is sought."""

_MUST = re.compile(
    r"\b(?:moet|must|vereist|verplicht|noodzakelijk|required?|essential|minimaal|at least|minimum|in bezit|eis)\b", re.I
)
_WISH = re.compile(
    r"\b(?:pré|pre|plus|bij voorkeur|mooi meegenomen|nice[ -]to[ -]have|bonus|advantage|prefer\w*|liefst|gewenst)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """In the words of the vacancy. `must`: the text says so."""

    text: str
    must: bool


def suggestions(text: str) -> list[Suggestion]:
    """At most `MOST`, in the order of the text, each once."""
    lines = [line.strip() for line in text[:MOST_TEXT].splitlines()]
    kept: list[Suggestion] = []
    for each in (*_listed(lines), *_mentioned(lines)):
        if not any(each.text.casefold() in other.text.casefold() for other in kept):
            kept.append(each)
    return kept[:MOST]


def _listed(lines: list[str]) -> Iterator[Suggestion]:
    """The lines below a heading that asks, until a heading of something else."""
    asking = False
    for line in lines:
        bare = _BULLET.sub("", line)
        if not line:
            continue
        if _OFFERS.match(line) or (asking and line.endswith(":") and not _ASKS.match(line)):
            asking = False
        elif _ASKS.match(line) and not _BULLET.match(line):
            asking = True
        elif asking and len(bare) <= LONGEST:
            yield from _tidy(bare, line)
        elif asking and not _BULLET.match(line):
            asking = False


def _mentioned(lines: list[str]) -> Iterator[Suggestion]:
    for line in lines:
        for sentence in re.split(r"(?<=[.!?;])\s+", line):
            for cue in _CUES.finditer(sentence):
                piece = re.split(r" maar | but | en je | and you ", cue.group())[0]
                yield from _tidy(piece, sentence)


def _tidy(piece: str, sentence: str) -> Iterator[Suggestion]:
    text = " ".join(_LEAD.sub("", piece.strip(" \t-–—•·.,;:")).split())
    text = _WEIGHT.sub("", text).rstrip(".,;:( ")
    must = bool(_MUST.search(sentence)) and not _WISH.search(sentence)
    if 3 <= len(text) <= LONGEST and any(character.isalpha() for character in text):
        yield Suggestion(text[:1].upper() + text[1:], must)
