"""The matcher keeps the conventions of scikit-learn, though it does not import it before the first comparison."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics.pairwise import linear_kernel

from matching import Matcher, Profile


def test_it_is_cloned_with_its_parameters_and_without_what_it_loaded(matcher: Matcher) -> None:
    original = Matcher(depth=7, synonyms=(("ML", "machine learning"),)).fit()

    copy = clone(original)

    assert (
        copy.get_params()
        == original.get_params()
        == {
            "most_reasons": 8,
            "depth": 7,
            "synonyms": (("ML", "machine learning"),),
        }
    )
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_parameters_are_set_by_name_and_what_was_made_of_others_is_forgotten() -> None:
    matcher = Matcher().fit()

    assert matcher.set_params(synonyms=(("ML", "machine learning"),)) is matcher

    assert list(matcher.reader_.synonyms.others(["ml"], "en")) == [(0, 0, "machine learning")]
    with pytest.raises(ValueError, match="no parameter colour"):
        matcher.set_params(colour="red")


def test_people_become_a_matrix_whose_products_are_those_of_their_vectors(
    matcher: Matcher, people: dict[str, Profile]
) -> None:
    matrix = matcher.fit_transform(list(people.values()))

    products = linear_kernel(matrix[:2], matrix)
    assert matrix.shape[0] == len(people)
    assert products.shape == (2, len(people))
    assert np.argmax(products, axis=1).tolist() == [0, 1]
    assert matcher.transform([]).shape[0] == 0
