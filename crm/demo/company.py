"""The company, its recruiters, and twelve vacancies over two years; read from `content/`."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from crm.demo.cards import read, read_folder
from models import Language, MatchDecision, Reply, Role


@dataclass(frozen=True)
class DemoOrganisation:
    name: str
    address: str
    country: str
    language: Language
    privacy_email: str
    sender_email: str


@dataclass(frozen=True)
class DemoStaff:
    key: str
    name: str
    email: str
    language: Language
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class DemoRequirement:
    """`met_by` names the trades whose CVs show it; None when a CV does not tell and only a talk can."""

    key: str
    text: str
    must: bool
    met_by: tuple[str, ...] | None


@dataclass(frozen=True)
class DemoVacancy:
    """`opened` and `closed` are days before today; `cast` says how many people of each trade applied."""

    key: str
    title: str
    description: str
    language: Language
    place: str
    hours: str
    recruiters: tuple[str, ...]
    opened: int
    closed: int | None
    requirements: tuple[DemoRequirement, ...]
    cast: dict[str, int] = field(default_factory=dict)
    returning: dict[str, int] = field(default_factory=dict)
    unproven: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.closed is None


@dataclass(frozen=True)
class DemoDecision:
    """What a recruiter did with one match, `after` days of an open vacancy, and what the person answered. `then`: what
    they answered when they changed their mind.

    Meant is the person called `prefer`, or else the best match among people of these `trades`.
    """

    vacancy: str
    after: int
    act: MatchDecision
    by: str
    prefer: str | None
    trades: tuple[str, ...]
    reason: str | None
    sentence: dict[Language, str]
    until_days: int | None
    reply: Reply | None
    reply_after: int
    note: dict[Language, str]
    then: "DemoDecision | None" = None


@cache
def organisation() -> DemoOrganisation:
    content = read("company.toml")["organisation"]
    return DemoOrganisation(**{**content, "language": Language(content["language"])})


@cache
def staff() -> tuple[DemoStaff, ...]:
    """The first one signs in."""
    return tuple(
        DemoStaff(**{**member, "language": Language(member["language"]), "roles": tuple(map(Role, member["roles"]))})
        for member in read("company.toml")["staff"]
    )


@cache
def vacancies() -> tuple[DemoVacancy, ...]:
    """In the order in which they opened."""
    return tuple(_vacancy(content) for content in read_folder("vacancies").values())


@cache
def decisions() -> tuple[DemoDecision, ...]:
    return tuple(_decision(content) for content in read("decisions.toml")["decision"])


def _vacancy(content: dict[str, Any]) -> DemoVacancy:
    requirements = tuple(_requirement(item) for item in content.pop("requirement"))
    shaped = {
        "closed": content.get("closed"),
        "description": content["description"].strip(),
        "language": Language(content["language"]),
        "recruiters": tuple(content["recruiters"]),
    }
    return DemoVacancy(requirements=requirements, **{**content, **shaped})


def _requirement(content: dict[str, Any]) -> DemoRequirement:
    met_by = content.get("met_by")
    return DemoRequirement(content["key"], content["text"], content["must"], tuple(met_by) if met_by else None)


def _decision(content: dict[str, Any]) -> DemoDecision:
    decision = DemoDecision(
        vacancy=content["vacancy"],
        after=content["after"],
        act=MatchDecision(content["act"]),
        by=content["by"],
        prefer=content.get("prefer"),
        trades=tuple(content.get("trades", [])),
        reason=content.get("reason"),
        sentence={language: content[language.value] for language in Language if language.value in content},
        until_days=content.get("until_days"),
        reply=Reply(content["reply"]) if "reply" in content else None,
        reply_after=content.get("reply_after", 0),
        note={language: content.get(f"note_{language.value}", "") for language in Language},
    )
    if "then" not in content:
        return decision
    note = {language: content[f"then_{language.value}"] for language in Language}
    changed = replace(decision, reply=Reply(content["then"]), reply_after=content["then_after"], note=note)
    return replace(decision, then=changed)
