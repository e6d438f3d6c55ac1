"""Judging one letter: every rule that it breaks, with the place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from crm.applications.guard.dates import has_date
from crm.applications.guard.likeness import most_alike
from crm.applications.guard.rules import Rule, rules
from crm.applications.guard.substance import anchors, has_particular, sentences, stemmed, telling, touches
from crm.applications.guard.unfilled import unfilled
from models.words import fold

NEARLY_EQUAL = 0.7
"""The same letter with another name or one word changed is above it; two letters about the same gap are below."""

ANCHORED, UNANCHORED = (4, 0.35), (8, 0.5)
"""How many telling words, and which share of the letter they are: with a word of the requirements or of the person's
background, and without one, where a figure or a name has to show that somebody in particular is meant. In the letters
that were used, the standard ones have at most 2 such words and a share of 0.17; the good ones at least 8 and 0.43."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is what the person reads, `own` what was written for them alone; the frame around it is ours.

    `names`: the first and the last name. `background`: headline and words of the CV. `earlier`: the own words of the
    last rejections of this vacancy. `has_promise`: a promise with a date goes with it.
    """

    text: str
    language: str
    names: tuple[str, ...] = ()
    vacancy: str = ""
    requirements: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    has_promise: bool = False
    own: str = field(default="")

    @property
    def written(self) -> str:
        return self.own or self.text


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule found, with the place quoted as it stands there; nothing is quoted of what is missing."""

    rule: Rule
    language: str
    quoted: str = ""

    @property
    def refuses(self) -> bool:
        return self.rule.refuses


def judge(letter: Letter) -> list[Seen]:
    """In the order of rules.toml; a letter passes when nothing that was seen refuses."""
    return [Seen(rule, letter.language, quoted) for rule in rules() for quoted in _LOOKING[rule.looks](rule, letter)]


def _name(rule: Rule, letter: Letter) -> Iterator[str]:
    text = f" {' '.join(fold(letter.text).split())} "
    if not any(fold(name).strip() and fold(name).strip() in text for name in letter.names):
        yield ""


def _unfilled(rule: Rule, letter: Letter) -> Iterator[str]:
    pattern = rule.patterns[letter.language]
    place = unfilled(letter.text) or (pattern and (match := pattern.search(letter.text)) and match.group())
    if place:
        yield place


def _substance(rule: Rule, letter: Letter) -> Iterator[str]:
    """Counted without the person's name and the title of the vacancy: a mail merge knows those, too."""
    if not is_concrete(letter):
        yield ""


def is_concrete(letter: Letter) -> bool:
    body, language = sentences(letter.written), letter.language
    known = stemmed(" ".join((*letter.names, letter.vacancy)), language)
    said = stemmed(" ".join(body), language)
    own = telling(" ".join(body), language) - known
    about = anchors((*letter.requirements, *letter.background), language)
    if any(touches(each, about) for each in own):
        least, share = ANCHORED
    else:
        least, share = UNANCHORED
        if not any(has_particular(each, language, known) for each in body):
            return False
    return len(own) >= least and len(own) >= share * len(said)


def _likeness(rule: Rule, letter: Letter) -> Iterator[str]:
    """The words of the vacancy are in every letter about it, so they do not count."""
    asked = stemmed(" ".join((letter.vacancy, *letter.requirements)), letter.language)
    nearest = most_alike(letter.written, letter.earlier, letter.language, without=asked)
    if nearest and nearest[1] >= NEARLY_EQUAL:
        yield " ".join(letter.earlier[nearest[0]].split())[:160]


def _phrase(rule: Rule, letter: Letter) -> Iterator[str]:
    pattern, said = rule.patterns[letter.language], sentences(letter.written)
    for number, sentence in enumerate(said):
        if pattern and pattern.search(sentence) and not _is_meant(rule, letter, said, number):
            yield sentence


def _is_meant(rule: Rule, letter: Letter, said: list[str], number: int) -> bool:
    """A phrase is no empty one where it, or the sentence beside it, says on what or when."""
    near = [said[number], *said[number + 1 : number + 2]]
    if rule.unless == "date":
        return letter.has_promise or any(
            has_date(each, letter.language) for each in [*said[number - 1 : number], *near]
        )
    if rule.unless == "telling":
        known = stemmed(" ".join((*letter.names, letter.vacancy)), letter.language)
        about = anchors(letter.requirements, letter.language)
        own = telling(" ".join(near), letter.language) - known
        return len(own) > 1 or any(touches(each, about) for each in own)
    return False


_LOOKING: dict[str, Callable[[Rule, Letter], Iterator[str]]] = {
    "name": _name,
    "unfilled": _unfilled,
    "substance": _substance,
    "likeness": _likeness,
    "phrase": _phrase,
    "person": _phrase,
}
