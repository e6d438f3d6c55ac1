"""The face of the matching engine: texts in, ranked scores with reasons out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching import bands, ranking
from matching.blocks import Blocks
from matching.documents import Document, need_document, profile_document
from matching.evidence import Seeker
from matching.columns import columns
from matching.lexicon import Lexicon, lexicon
from matching.reasons import Reasons, add_up
from matching.records import Need, Profile, Ranked, Score
from matching.vectors import SparseVector

FEW_WORDS = 15
"""A profile with fewer different words that the lexicon knows has too little text to say much about."""


@dataclass(frozen=True, slots=True)
class Query:
    """A vacancy made ready to be compared with people."""

    need: Need
    document: Document
    columns: NDArray[np.int32]
    weights: NDArray[np.float64]


class Matcher:
    """Compares vacancies with people. It learns nothing from either: `fit` only loads the lexicon."""

    def __init__(self, *, most_reasons: int = 8, depth: int = 50) -> None:
        self.most_reasons = most_reasons
        self.depth = depth

    def fit(self, profiles: object = None, needs: object = None) -> Self:
        """Loads what the first comparison would load. Neither profiles nor needs change anything."""
        self.lexicon_.idf_of([0])
        return self

    @cached_property
    def lexicon_(self) -> Lexicon:
        return lexicon()

    @cached_property
    def blocks_(self) -> Blocks:
        return Blocks(self.lexicon_)

    def vector(self, profile: Profile) -> SparseVector:
        return self.vectors([profile])[0]

    def vectors(self, profiles: Sequence[Profile]) -> list[SparseVector]:
        """Many at once: some three times as fast as one by one."""
        documents = [profile_document(profile) for profile in profiles]
        return [
            SparseVector(columns, weights.astype(np.float32), document.language)
            for document, (columns, weights) in zip(documents, self.blocks_.rows(documents), strict=True)
        ]

    def query(self, need: Need) -> Query:
        document = need_document(need)
        return Query(need, document, *self.blocks_.rows([document])[0])

    def rank(self, query: Query, vectors: Iterable[tuple[str, SparseVector]], k: int = 50) -> list[Ranked]:
        """The `k` highest scores in one pass over the pool, in chunks; the vectors may come from a generator."""
        return ranking.rank(query.columns, query.weights, vectors, k)

    def explain(self, query: Query, profile: Profile, ranked: Ranked | None = None) -> Score:
        """The score of one person again, in double precision, with everything that made it."""
        document = profile_document(profile)
        person_columns, person_weights = self.blocks_.rows([document])[0]
        shared, mine, theirs = np.intersect1d(query.columns, person_columns, True, True)
        amounts = query.weights[mine] * person_weights[theirs]
        reasons = Reasons(self.blocks_.occupations, self.most_reasons).of(shared, amounts, query.document, document)
        score = add_up(reasons)
        seeker = Seeker(self.lexicon_, profile, document.language)
        evidence = tuple(seeker.evidence(each, query.document.language) for each in query.need.requirements)
        too_little_text = self.lexicon_.knows(columns(document.words)) < FEW_WORDS
        chance = bands.probability({"score": score})
        band = bands.band(chance, evidence, too_little_text)
        return Score(profile.key, score, chance, band, reasons, evidence, too_little_text)

    def match(
        self,
        need: Need,
        vectors: Iterable[tuple[str, SparseVector]],
        profiles: Callable[[list[str]], Iterable[Profile]],
    ) -> list[Score]:
        """Everybody who fits well enough to be shown, best first. `profiles` fetches the texts of the best by key."""
        query = self.query(need)
        ranked = {each.key: each for each in self.rank(query, vectors, self.depth)}
        scores = [self.explain(query, profile, ranked[profile.key]) for profile in profiles(list(ranked))]
        shown = (score for score in scores if score.band)
        return sorted(shown, key=lambda score: (-score.probability, -score.score, score.key))
