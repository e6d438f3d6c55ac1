"""The countries of the world, as a field of choice."""

from functools import lru_cache

from babel import Locale
from flask_babel import get_locale
from wtforms.fields.choices import SelectChoice

NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@lru_cache
def _countries_in(language: str) -> list[SelectChoice]:
    names = {str(code): str(name) for code, name in Locale(language).territories.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES]
    return [SelectChoice(code, names[code]) for code in sorted(codes, key=lambda code: names[code])]


def countries() -> list[SelectChoice]:
    """Every country, in the reader's language."""
    return _countries_in(str(get_locale()))
