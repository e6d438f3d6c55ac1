"""The face of the matching engine: texts in, ranked scores with reasons out."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from matching import bands, ranking
from matching.columns import UNKNOWN, WIDTH
from matching.documents import Document, Reader
from matching.evidence import Seeker
from matching.fit import Asking, Fit, Pool, Query, features
from matching.lexicon import Lexicon, lexicon
from matching.reasons import Reasons, add_up
from matching.records import Need, Profile, Ranked, Score
from matching.rows import Row
from matching.synonyms import Groups, Synonyms
from matching.vectors import SparseVector
from matching.weights import Amounts, amounts

if TYPE_CHECKING:
    from matching.blocks import Blocks  # with scikit-learn, which waits for the first comparison

FEW_WORDS = 15
"""A profile with fewer different words that the lexicon knows has too little text to say much about."""

ALMOST = 0.999
"""The ranking is in single precision: whoever is this near the lowest band is explained before it is decided."""


class Matcher:
    """Compares vacancies with people. It learns nothing from either: `fit` only loads the lexicon."""

    def __init__(self, *, most_reasons: int | None = 8, depth: int = 50, synonyms: Groups = ()) -> None:
        self.most_reasons = most_reasons
        self.depth = depth
        self.synonyms = synonyms

    def fit(self, profiles: object = None, needs: object = None) -> Self:
        """Loads what the first comparison would load. Neither profiles nor needs change anything."""
        self.vectors([Profile("", None, "", "")])
        return self

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """As `sklearn.base.clone` and grid searches ask for them. Written out, for the web imports no scikit-learn."""
        return {"most_reasons": self.most_reasons, "depth": self.depth, "synonyms": self.synonyms}

    def set_params(self, **params: Any) -> Self:
        """Forgets what was made of other parameters."""
        if unknown := params.keys() - self.get_params().keys():
            raise ValueError(f"a Matcher has no parameter {', '.join(sorted(unknown))}")
        for learned in ("lexicon_", "reader_", "blocks_"):
            vars(self).pop(learned, None)
        vars(self).update(params)
        return self

    def transform(self, profiles: Sequence[Profile]) -> Any:
        """A sparse matrix with a row of shape (`WIDTH`,) for each profile: what `vectors` stores, for scikit-learn."""
        from scipy import sparse

        rows = [vector.row for vector in self.vectors(profiles)]
        lengths = np.cumsum([0, *(len(row.columns) for row in rows)])
        columns = np.concatenate([row.columns for row in rows]) if rows else np.empty(0, np.int32)
        weights = np.concatenate([row.weights for row in rows]) if rows else np.empty(0)
        return sparse.csr_matrix((weights, columns, lengths), (len(rows), WIDTH))

    def fit_transform(self, profiles: Sequence[Profile], needs: object = None) -> Any:
        return self.fit(profiles, needs).transform(profiles)

    @cached_property
    def lexicon_(self) -> Lexicon:
        return lexicon()

    @cached_property
    def reader_(self) -> Reader:
        return Reader(self.lexicon_, Synonyms(self.synonyms))

    @cached_property
    def blocks_(self) -> "Blocks":
        from matching.blocks import Blocks

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
        title = self.reader_.title(need, document.language)
        plain, titled = self.blocks_.rows([document, title], asked=True)
        translated, sources = self.blocks_.translated(plain, document)
        own, other = (_asking(plain, translated, counts) for counts in amounts(document, plain))
        return Query(need, document, own, other, plain, titled, sources, document.is_foreign(self.lexicon_))

    def rank(self, query: Query, vectors: Iterable[tuple[str, SparseVector]], k: int = 50) -> list[Ranked]:
        """The `k` best in one pass over the pool, in chunks; the vectors may come from a generator."""
        return ranking.best(query, ranking.pools(vectors), k)

    def explain(self, query: Query, profile: Profile) -> Score:
        """The score of one person again, in double precision, with everything that made it."""
        return self.explain_all(query, [profile])[0]

    def explain_all(self, query: Query, profiles: Sequence[Profile]) -> list[Score]:
        documents = [self.reader_.profile(profile) for profile in profiles]
        rows = self.blocks_.rows(documents)
        if not rows:
            return []
        found = features(query, Pool(rows, [document.language for document in documents]))
        everybody = zip(profiles, documents, rows, found.one_by_one(), strict=True)
        return [self._score(query, *one) for one in everybody]

    def _score(self, query: Query, profile: Profile, document: Document, row: Row, fit: Fit) -> Score:
        reasons = Reasons(self.blocks_.titles, query, self.most_reasons).of(row, document, fit)
        foreign = document.is_foreign(self.lexicon_)
        seeker = Seeker(self.reader_, profile, document.language, foreign=foreign)
        evidence = tuple(seeker.evidence(each, query.document.language) for each in query.need.requirements)
        too_little_text = int((row.block("words").columns < UNKNOWN).sum()) < FEW_WORDS
        score = add_up(reasons)
        chance = float(bands.probability(np.array([score]), query.towards(document.language).amounts.words)[0])
        return Score(
            key=profile.key,
            score=score,
            probability=chance,
            band=bands.band(chance, evidence, too_little_text),
            reasons=reasons,
            evidence=evidence,
            too_little_text=too_little_text,
            foreign=foreign,
        )

    def match(
        self,
        need: Need,
        vectors: Iterable[tuple[str, SparseVector]],
        profiles: Callable[[list[str]], Iterable[Profile]],
    ) -> list[Score]:
        """Everybody who fits well enough to be shown, best first. `profiles` fetches the texts of the best by key."""
        return self.best(self.query(need), vectors, profiles)

    def best(
        self,
        query: Query,
        vectors: Iterable[tuple[str, SparseVector]],
        profiles: Callable[[list[str]], Iterable[Profile]],
    ) -> list[Score]:
        """The same for a vacancy that was made ready before."""
        lowest = bands.CUTS[-1][1]
        ranked = self.rank(query, vectors, self.depth)
        keys = [each.key for each in ranked if each.probability > lowest * ALMOST]
        return sorted((score for score in self.explain_all(query, list(profiles(keys))) if score.band), key=_order)


def _asking(plain: Row, translated: Row, counts: Amounts) -> Asking:
    terms = Row.side_by_side([plain.block(name) for name in ("pairs", "words", "other_pairs")]).times(counts.words)
    titles, occupations = plain.block("titles"), plain.block("occupations")
    said = terms.plus(translated.times(counts.translations))
    return Asking(Row.side_by_side([titles.times(counts.titles), occupations.times(counts.occupations), said]), counts)


def _order(score: Score) -> tuple[int, float, str]:
    """The better band first, then the higher score; whoever is equal in everything stands in the order of the keys."""
    return bands.place(score.band), -score.score, score.key
