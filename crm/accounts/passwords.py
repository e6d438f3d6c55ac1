"""Passwords: long, not one that everybody tries, kept as Argon2id. No rules about signs or capitals."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

from crm.accounts.common_passwords import COMMON
from models.words import fold

SHORTEST = 12
OF_ITS_OWN = 8

# OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane. Eight threads at once fit a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class WeakPassword(ValueError):
    """Too easy to guess; the only argument is the sentence that says what to do."""


def hash_password(password: str) -> str:
    return _hasher.hash(_normal(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether this is the password. Without a stored hash the work is done all the same, so the time tells nothing."""
    try:
        return _hasher.verify(stored or _of_nobody(), _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Hashed with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def refuse_weak(password: str, *, known: Iterable[str] = ()) -> None:
    """Raise WeakPassword. `known` are words that anybody would try first: the person's name, the organisation."""
    if len(password) < SHORTEST:
        raise WeakPassword(_l("Use at least 12 characters. A short sentence is fine."))
    folded = fold(password)
    if _letters(folded) in COMMON or folded in COMMON or len(set(folded)) < 5:
        raise WeakPassword(_l("Many people use this password, so it is tried first. Choose another."))
    words = {word for text in known for word in re.findall(r"[^\W\d_]{3,}", fold(text))}
    for word in sorted(words, key=len, reverse=True):
        folded = folded.replace(word, "")
    if words and len(_letters(folded)) < OF_ITS_OWN and len(folded) < len(password):
        raise WeakPassword(_l("This leans on a name that anybody can guess. Add words of your own."))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _normal(password: str) -> str:
    """An é is an é, whichever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)


@lru_cache
def _of_nobody() -> str:
    return _hasher.hash("nobody has this password")
