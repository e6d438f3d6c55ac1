"""In which language a vacancy is written, by the little words in it. Good enough to choose from two."""

import re

from models import Language

_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 3
_TELLING = {
    Language.DUTCH: frozenset(
        "aan als bij dat de deze die door dit een en het hij ik is je jij jouw kan met naar niet of om onze ook op "
        "over te tot uit van voor we wij wordt zijn zich zoeken wat werken".split()
    ),
    Language.ENGLISH: frozenset(
        "a an and are as at be by can for from has have in into it of on or our that the their this to us we who will "
        "with you your looking".split()
    ),
}


def language_of(text: str, otherwise: Language) -> Language:
    """Dutch or English; `otherwise` when the text is too short to tell."""
    words = _WORD.findall(text.lower())
    counts = {language: sum(word in telling for word in words) for language, telling in _TELLING.items()}
    best = max(counts, key=lambda language: (counts[language], language is otherwise))
    return best if counts[best] >= _ENOUGH else otherwise
