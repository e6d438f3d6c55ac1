"""One matcher for all tests: it learns nothing, so no test can spoil it for another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matching import Matcher, Need, Profile, Score, SparseVector
from matching.labelled import LabelledSet

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher().fit()


@pytest.fixture(scope="session")
def invented() -> LabelledSet:
    return LabelledSet.read(DATA)


@pytest.fixture(scope="session")
def people(invented: LabelledSet) -> dict[str, Profile]:
    return {profile.key: profile for profile in invented.profiles}


@pytest.fixture(scope="session")
def vectors(matcher: Matcher, people: dict[str, Profile]) -> list[tuple[str, SparseVector]]:
    return list(zip(people, matcher.vectors(list(people.values())), strict=True))


@pytest.fixture(scope="session")
def fitting(
    matcher: Matcher, people: dict[str, Profile], vectors: list[tuple[str, SparseVector]]
) -> Callable[[Need], list[Score]]:
    """Who of the invented people fits a vacancy, best first."""
    return lambda need: matcher.match(need, vectors, lambda keys: [people[key] for key in keys])
