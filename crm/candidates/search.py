"""Finding people: one box and a few filters, answered quickly however many people there are.

The address is the search. `make bench` measures it with 100,000 people; docs/search.md has the figures.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import selectinload
from werkzeug.datastructures import MultiDict

from crm.extensions import db
from models import Candidate, Purpose, Stage, Tag
from models.candidate import candidate_tag
from models.search import has_words
from models.words import fold

PER_PAGE = 25
LAST_PAGE = 400
MOST_COUNTED = 1_000
"""Beyond this nobody reads the figure, and counting would cost more than finding."""

MOST_TAGS = 12

Hit = Row[int, Stage | None]


@dataclass(frozen=True)
class Search:
    """What an address asks for. `tags` are folded names; None means that a filter is not set."""

    words: str = ""
    tags: tuple[str, ...] = ()
    stage: Stage | None = None
    may: bool | None = None
    page: int = 1

    @classmethod
    def from_address(cls, arguments: "MultiDict[str, str]") -> "Search":
        """What cannot be read is left out: an old or a mended address still finds people."""
        stages = {stage.value: stage for stage in Stage}
        page = arguments.get("page", "")
        return cls(
            words=" ".join(arguments.get("q", "").split())[:500],
            tags=tuple(dict.fromkeys(filter(None, map(fold, arguments.getlist("tag")))))[:MOST_TAGS],
            stage=stages.get(arguments.get("stage", "")),
            may={"yes": True, "no": False}.get(arguments.get("may", "")),
            page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        )

    def address(self, **changes: Any) -> str:
        """This search with something changed, as the query of a link. A change begins at the first page again."""
        asked = replace(self, **{"page": 1} | changes)
        pairs = [("q", asked.words), *(("tag", tag) for tag in asked.tags)]
        pairs += [("stage", asked.stage.value if asked.stage else "")]
        pairs += [("may", "" if asked.may is None else "yes" if asked.may else "no")]
        pairs += [("page", str(asked.page) if asked.page > 1 else "")]
        return "?" + urlencode([(name, value) for name, value in pairs if value])

    def toggled(self, tag: str) -> tuple[str, ...]:
        """The tags with this one added, or taken out when it was there."""
        return tuple(each for each in self.tags if each != tag) if tag in self.tags else (*self.tags, tag)

    @property
    def filters(self) -> int:
        return len(self.tags) + (self.stage is not None) + (self.may is not None)

    @property
    def is_blank(self) -> bool:
        return not self.words and not self.filters

    def run(self, *, now: datetime) -> "Found":
        """The people of this page, the newest first, and how many there are."""
        start = (self.page - 1) * PER_PAGE
        hits = self.hits(max(MOST_COUNTED, start + PER_PAGE) + 1, now)
        shown = [hit.id for hit in hits[start : start + PER_PAGE]]
        loaded = [Candidate.tags, Candidate.permissions, Candidate.documents, Candidate.applications]
        people = select(Candidate).where(Candidate.id.in_(shown)).order_by(Candidate.id.desc())
        return Found(self, db.session.scalars(people.options(*map(selectinload, loaded))).all(), hits, now)

    def hits(self, most: int, now: datetime) -> Sequence[Hit]:
        """Ids and stages first, as one narrow query: whole rows are read for the people of one page only."""
        query = self._people(now)
        return db.session.execute(query.limit(most)).all() if query is not None else []

    def _people(self, now: datetime) -> Select[int, Stage | None] | None:
        """None when nobody can be found: a query without any letter or digit, a tag that nobody made."""
        tags = db.session.scalars(select(Tag).where(Tag.folded.in_(self.tags))).all() if self.tags else []
        if len(tags) < len(self.tags):
            return None
        query = select(Candidate.id, Candidate.last_stage).order_by(Candidate.id.desc())
        query = query.where(Candidate.is_visible(now))
        if self.may is not None:
            query = query.where(Candidate.is_reachable(Purpose.EMAIL_VACANCIES, now).is_(self.may))
        if self.stage:
            query = query.where(Candidate.last_stage == self.stage)
        if self.words:
            # The words of a person's tags are among their words: asking for them here leaves far fewer to look at.
            condition = has_words(self.words, *(tag.name for tag in tags), walk=self.stage is not None)
            if condition is None:
                return None
            query = query.where(condition)
        for tag in tags:
            tagged = select(candidate_tag.c.candidate_id).where(candidate_tag.c.tag_id == tag.id)
            if self.words:  # these have found the people already
                query = query.where(tagged.where(candidate_tag.c.candidate_id == Candidate.id).exists())
            else:
                query = query.where(Candidate.id.in_(tagged))
        return query


@dataclass
class Found:
    """One page of people; it reads like a page of Flask-SQLAlchemy, so the pager draws it."""

    search: Search
    people: Sequence[Candidate]
    _hits: Sequence[Hit] = field(repr=False)
    _now: datetime = field(repr=False)

    @property
    def total(self) -> int:
        """How many there are, or MOST_COUNTED when there are more than that."""
        return min(len(self._hits), MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return len(self._hits) > MOST_COUNTED

    @property
    def first(self) -> int:
        return (self.search.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.people) - 1

    @property
    def has_prev(self) -> bool:
        return self.search.page > 1

    @property
    def prev_num(self) -> int:
        return self.search.page - 1

    @property
    def has_next(self) -> bool:
        return len(self._hits) > self.search.page * PER_PAGE and self.search.page < LAST_PAGE

    @property
    def next_num(self) -> int:
        return self.search.page + 1

    @cached_property
    def tags(self) -> list[tuple[Tag, int | None]]:
        """The tags of these people, the commonest first, with how many would remain; those asked for always."""
        counted = [hit.id for hit in self._hits[:MOST_COUNTED]]
        count = func.count(candidate_tag.c.candidate_id)
        query = select(Tag, count).join(candidate_tag).where(candidate_tag.c.candidate_id.in_(counted))
        commonest = query.group_by(Tag.id).order_by(count.desc(), Tag.folded).limit(MOST_TAGS)
        rows = db.session.execute(commonest).all()
        named = {tag.folded for tag, _number in rows}
        asked = db.session.scalars(select(Tag).where(Tag.folded.in_(set(self.search.tags) - named)))
        return [*((tag, None if self.is_capped else number) for tag, number in rows), *((tag, None) for tag in asked)]

    @cached_property
    def stages(self) -> dict[Stage, int | None]:
        """How many would be found per stage, were it asked; None when that is too many to count."""
        others = self._of(replace(self.search, stage=None))
        number = Counter(hit.last_stage for hit in others._hits)
        return {stage: None if others.is_capped else number[stage] for stage in reversed(Stage)}

    @cached_property
    def may(self) -> dict[bool, int | None]:
        """How many of them we may mail about vacancies and how many not; None when that is too many to count."""
        others = self._of(replace(self.search, may=None))
        if others.is_capped:
            return {True: None, False: None}
        may_mail = Candidate.is_reachable(Purpose.EMAIL_VACANCIES, self._now)
        counted = select(func.count()).where(Candidate.id.in_([hit.id for hit in others._hits]), may_mail)
        number = db.session.scalar(counted) or 0
        return {True: number, False: others.total - number}

    def _of(self, search: Search) -> "Found":
        """What this search, with one filter less, would find: the figures beside the choices of that filter.

        Where these are too many to count, more of them are too: then nothing is asked.
        """
        if self.is_capped or search == self.search:
            return self
        return Found(search, [], search.hits(MOST_COUNTED + 1, self._now), self._now)
