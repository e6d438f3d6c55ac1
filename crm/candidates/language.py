"""Which of our languages a text is written in. Loading the model takes most of a second: never in the web."""

from functools import cache
from typing import Any

from models import Language

SURE = 0.8
MAX_CHARACTERS = 2_000


def language_of(text: str) -> Language | None:
    """None when it is too short or too mixed to be sure."""
    if len(text.split()) < 5:
        return None
    code, probability = _identifier().classify(text[:MAX_CHARACTERS])
    return Language(code) if probability >= SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language.value for language in Language])
    return identifier
