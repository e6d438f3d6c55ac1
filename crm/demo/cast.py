"""What is told of one invented person. Moments are whole days before today; the larger, the longer ago."""

from dataclasses import dataclass

from models import Finding, Language, Outcome, Purpose, Stage

PURPOSES = {
    "keep": Purpose.KEEP_PROFILE,
    "match": Purpose.MATCH_VACANCIES,
    "mail": Purpose.EMAIL_VACANCIES,
    "survey": Purpose.SURVEY,
}


@dataclass(frozen=True)
class DemoFinding:
    requirement: str
    finding: Finding
    note: str
    advice: str = ""


@dataclass(frozen=True)
class DemoApplication:
    """`told` is when they last heard from us while no decision has fallen; `sentence` is what only they are told."""

    vacancy: str
    applied: int
    stage: Stage
    decided: int | None = None
    told: int | None = None
    outcome: Outcome = Outcome.OPEN
    silver_medallist: bool = False
    findings: tuple[DemoFinding, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class DemoAnswer:
    """What stood ticked when the person saved their page: nothing ticked is a refusal, or a withdrawal later on."""

    days: int
    purposes: frozenset[Purpose]

    @classmethod
    def of(cls, days: int, words: str) -> "DemoAnswer":
        return cls(days, frozenset(PURPOSES[word] for word in words.split()))


@dataclass(frozen=True)
class DemoUpdate:
    """A newer CV that the person sent by themselves."""

    days: int
    cv: str


@dataclass(frozen=True)
class DemoPerson:
    """`imported` is when an old list brought them in without proof; `line` is what a recruiter would quote of the CV.

    `trade` and `line` are empty for people written by hand.
    """

    first_name: str
    last_name: str
    email: str
    phone: str
    place: str
    region: str
    language: Language
    headline: str
    cv: str
    work: str
    hours: str
    tags: tuple[str, ...]
    applications: tuple[DemoApplication, ...]
    answers: tuple[DemoAnswer, ...] = ()
    update: DemoUpdate | None = None
    imported: int | None = None
    trade: str = ""
    line: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"
