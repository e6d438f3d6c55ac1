"""Vectors as they are stored."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Matcher, Profile, SparseVector, VectorUnreadable


def test_a_stored_vector_comes_back_as_it_was(matcher: Matcher, people: dict[str, Profile]) -> None:
    vector = matcher.vector(people["nurse-nl"])

    back = SparseVector.from_bytes(vector.to_bytes())

    assert back.language == "nl"
    assert np.array_equal(back.columns, vector.columns)
    assert np.array_equal(back.weights, vector.weights)
    assert back.columns.dtype == np.int32
    assert back.weights.dtype == np.float32


def test_one_by_one_or_together_makes_no_difference(matcher: Matcher, people: dict[str, Profile]) -> None:
    together = matcher.vectors(list(people.values()))

    assert [matcher.vector(profile).to_bytes() for profile in people.values()] == [each.to_bytes() for each in together]


def test_a_cv_takes_a_few_kilobytes(matcher: Matcher, people: dict[str, Profile]) -> None:
    assert len(matcher.vector(people["nurse-en"]).to_bytes()) < 6_000


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(VectorUnreadable):
        SparseVector.from_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[:-1], lambda b: b + b"x", lambda b: b"WZV0" + b[4:], lambda b: b[:10] + b[14:18] + b[10:14] + b[18:]],
)
def test_damaged_bytes_are_refused(
    matcher: Matcher, people: dict[str, Profile], damage: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(VectorUnreadable):
        SparseVector.from_bytes(damage(matcher.vector(people["nurse-en"]).to_bytes()))


def test_numbers_that_are_none_are_refused() -> None:
    vector = SparseVector(np.array([1, 2], np.int32), np.array([1, np.nan], np.float32), "en")

    with pytest.raises(VectorUnreadable):
        SparseVector.from_bytes(vector.to_bytes())
