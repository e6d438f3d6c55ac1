"""The matcher keeps the conventions of scikit-learn, though it does not import it before the first comparison."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics.pairwise import linear_kernel
from sklearn.pipeline import FeatureUnion

from matching import Matcher, Profile
from matching.occupations import Occupations
from matching.terms import Terms
from matching.titles import Titles


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


def test_the_blocks_side_by_side_are_what_the_matcher_stores(matcher: Matcher, people: dict[str, Profile]) -> None:
    documents = [matcher.reader_.profile(profile) for profile in people.values()]
    lexicon = matcher.lexicon_
    blocks = [("titles", Titles(lexicon)), ("occupations", Occupations(lexicon)), ("terms", Terms(lexicon))]

    together = clone(FeatureUnion(blocks)).fit_transform(documents)

    stored = matcher.transform(list(people.values()))
    assert together.shape == stored.shape
    assert abs(together.astype(np.float32) - stored).max() == 0
    lengths = np.add.reduceat(
        together.data**2, together.indptr[:-1]
    )  # a sum along two thousand million columns is slow
    assert lengths.max() <= 3.000001, "each block is of length one, or empty"


def test_a_block_is_cloned_and_set_as_scikit_learn_asks(matcher: Matcher) -> None:
    titles = Titles(matcher.lexicon_)

    copy = clone(titles)

    assert copy is not titles
    assert copy.get_params()["lexicon"] is matcher.lexicon_
    assert copy.get_params()["named_in_text"] is True
    assert titles.set_params(named_in_text=False).named_in_text is False
