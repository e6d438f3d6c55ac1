"""What every block is: an estimator of scikit-learn that learns nothing, for what it knows stands in the lexicon."""

from typing import Any, Self

from sklearn.base import BaseEstimator, TransformerMixin

from matching.lexicon import Lexicon


class Block(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Documents in, out comes a sparse matrix with a row of length one for each, or an empty one.

    A block is used by itself, in a `FeatureUnion` beside the others or in a `Pipeline`; `clone` knows its parameters.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def fit(self, documents: object = None, needs: object = None) -> Self:
        """Nothing is fitted on the people in a pool."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_clone__(self) -> Self:
        """With the same lexicon, which never changes and is large."""
        return type(self)(**self.get_params(deep=False))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.two_d_array = False
        return tags
