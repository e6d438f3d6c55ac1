"""The face of the matching engine: texts in, ranked scores with reasons out."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Self

import numpy as np

from matching import bands, ranking
from matching.blocks import Blocks
from matching.columns import UNKNOWN
from matching.documents import Reader
from matching.evidence import Seeker
from matching.fit import Pool, Query, features
from matching.lexicon import Lexicon, lexicon
from matching.reasons import Reasons
from matching.records import Need, Profile, Ranked, Score
from matching.vectors import SparseVector

FEW_WORDS = 15
"""A profile with fewer different words that the lexicon knows has too little text to say much about."""


class Matcher:
    """Compares vacancies with people. It learns nothing from either: `fit` only loads the lexicon."""

    def __init__(self, *, most_reasons: int = 8, depth: int = 50) -> None:
        self.most_reasons = most_reasons
        self.depth = depth

    def fit(self, profiles: object = None, needs: object = None) -> Self:
        """Loads what the first comparison would load. Neither profiles nor needs change anything."""
        self.vectors([Profile("", None, "", "")])
        return self

    @cached_property
    def lexicon_(self) -> Lexicon:
        return lexicon()

    @cached_property
    def reader_(self) -> Reader:
        return Reader(self.lexicon_)

    @cached_property
    def blocks_(self) -> Blocks:
        return Blocks(self.lexicon_)

    def vector(self, profile: Profile) -> SparseVector:
        return self.vectors([profile])[0]

    def vectors(self, profiles: Sequence[Profile]) -> list[SparseVector]:
        """Many at once: nearly twice as fast as one by one."""
        documents = [self.reader_.profile(profile) for profile in profiles]
        rows = self.blocks_.rows(documents)
        return [
            SparseVector(row.columns, row.weights.astype(np.float32), document.language)
            for document, row in zip(documents, rows, strict=True)
        ]

    def query(self, need: Need) -> Query:
        document = self.reader_.need(need)
        row, title = self.blocks_.rows([document, self.reader_.title(need, document.language)])
        return Query(need, document, row, title)

    def rank(self, query: Query, vectors: Iterable[tuple[str, SparseVector]], k: int = 50) -> list[Ranked]:
        """The `k` best in one pass over the pool, in chunks; the vectors may come from a generator."""
        return ranking.best(query, ranking.pools(vectors), k)

    def explain(self, query: Query, profile: Profile, ranked: Ranked | None = None) -> Score:
        """The score of one person again, in double precision, with everything that made it."""
        return self.explain_all(query, [profile])[0]

    def explain_all(self, query: Query, profiles: Sequence[Profile]) -> list[Score]:
        documents = [self.reader_.profile(profile) for profile in profiles]
        rows = self.blocks_.rows(documents)
        if not rows:
            return []
        pool = Pool(rows, [document.language for document in documents])
        chances = bands.probability(features(query, pool)).tolist()
        reasons = Reasons(self.lexicon_, query, self.most_reasons)
        scores = []
        for profile, document, row, chance in zip(profiles, documents, rows, chances, strict=True):
            seeker = Seeker(self.reader_, profile, document.language)
            evidence = tuple(seeker.evidence(each, query.document.language) for each in query.need.requirements)
            too_little_text = int((row.block("words").columns < UNKNOWN).sum()) < FEW_WORDS
            band = bands.band(chance, evidence, too_little_text)
            found = reasons.of(row, document)
            scores.append(
                Score(
                    profile.key,
                    reasons.total(found),
                    chance,
                    band,
                    found,
                    evidence,
                    too_little_text,
                )
            )
        return scores

    def match(
        self,
        need: Need,
        vectors: Iterable[tuple[str, SparseVector]],
        profiles: Callable[[list[str]], Iterable[Profile]],
    ) -> list[Score]:
        """Everybody who fits well enough to be shown, best first. `profiles` fetches the texts of the best by key."""
        query = self.query(need)
        lowest = bands.CUTS[-1][1]
        keys = [each.key for each in self.rank(query, vectors, self.depth) if each.probability >= lowest * (1 - 1e-4)]
        shown = (score for score in self.explain_all(query, list(profiles(keys))) if score.band)
        return sorted(shown, key=lambda score: (-score.probability, -score.score, score.key))
