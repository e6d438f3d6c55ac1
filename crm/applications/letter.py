"""The letter that tells somebody no: what it says, and what it may not lack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from crm import letters, mail
from crm.applications.guard import unfilled
from crm.applications.phrases import promised, said
from crm.extensions import db
from crm.formats import date_words
from crm.letters import Point
from crm.letters.filling import Value
from crm.mail.rendering import everybodys_values
from crm.screening import masked
from models import Application, Candidate, Finding, Organisation, Outcome, Purpose, Stage, User


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one thing the vacancy asked, in the words that the person will read.

    `requirement_id`: where it is written down; None when the writer named it.
    """

    asked: str
    finding: Finding | None
    note: str = ""
    advice: str = ""
    check_back_on: date | None = None
    requirement_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody is told: findings, a sentence of one's own and perhaps a promise; or a `body` worded anew."""

    findings: Sequence[Found]
    sentence: str = ""
    body: str = ""
    promise: str = ""
    promise_on: date | None = None

    @property
    def makes_a_promise(self) -> bool:
        """With words and a day; one without the other is none yet."""
        return bool(self.promise.strip() and self.promise_on)

    def spoken(self, candidate: Candidate) -> str:
        """The sentence, and behind it the promise with its day."""
        if not (self.promise_on and self.makes_a_promise):
            return self.sentence
        with mail.speaking_to(candidate):
            return f"{self.sentence}\n\n{promised(self.promise, self.promise_on)}".strip()


class IncompleteFeedback(Exception):
    """The letter lacks something. `problems` says what, per place: `name`, `findings`, `sentence` or a row's number."""

    def __init__(self, problems: dict[str | int, str]) -> None:
        super().__init__(", ".join(problems.values()))
        self.problems = problems


def refuse_incomplete(candidate: Candidate, findings: Sequence[Found], sentence: str, *, body: str = "") -> None:
    """Raise IncompleteFeedback with every problem at once: `no_name`, `no_finding`, `unfilled:…` and so on.

    `body`: the whole letter, when somebody worded it anew; then no sentence has to be added.
    """
    problems: dict[str | int, str] = {}
    if not candidate.first_name.strip() and not candidate.last_name.strip():
        problems["name"] = "no_name"
    if not findings:
        problems["findings"] = "no_finding"
    for number, found in enumerate(findings):
        problem = _problem_of(found)
        if problem:
            problems[number] = problem
    if not (body or sentence).strip():
        problems["sentence"] = "no_sentence"
    elif left := unfilled(body or sentence):
        problems["letter" if body else "sentence"] = f"unfilled:{left}"
    if problems:
        raise IncompleteFeedback(problems)


def _problem_of(found: Found) -> str | None:
    if not found.asked.strip():
        return "no_requirement"
    if found.finding is None:
        return "no_finding"
    if found.finding is Finding.NOT_YET and not found.note.strip():
        return "no_note"
    if found.check_back_on and not found.advice.strip():
        return "no_advice"
    left = unfilled(found.note) or unfilled(found.advice)
    return f"unfilled:{left}" if left else None


def letter(
    application: Application, findings: Sequence[Found], sentence: str, *, body: str = "", now: datetime
) -> dict[str, Any]:
    """The context of `email/rejection`; the preview and the mail itself are made from the same."""
    organisation = db.session.scalars(Organisation.current()).one()
    with mail.speaking_to(application.candidate):
        return {
            "letter": kind(application),
            "values": _about(application)
            | {"findings": in_order(findings, start=application.id or 0), "sentence": sentence},
            "body": body,
            "vacancy": application.vacancy,
            "ask": asks(application, now=now),
            "window_days": application.candidate.preset(organisation).defence_days,
        }


def as_text(application: Application, findings: Sequence[Found], sentence: str, *, by: User, now: datetime) -> str:
    """The composed letter as plain text, for somebody who goes on writing it by hand."""
    organisation = db.session.scalars(Organisation.current()).one()
    candidate = application.candidate
    context = letter(application, findings, sentence, now=now)
    text = letters.current(context["letter"], candidate.language, organisation.tone)
    written = letters.fill(text, everybodys_values(candidate, organisation) | context["values"])
    return "\n\n".join(f"{each.about}: {each.text}" if isinstance(each, Point) else each for each in written.paragraphs)


def status(application: Application, sentence: str) -> dict[str, Any]:
    """The context of `email/status`, for somebody who waits for an answer."""
    with mail.speaking_to(application.candidate):
        values = _about(application) | {"sentence": sentence}
        return {"letter": "status", "values": values, "vacancy": application.vacancy}


def kind(application: Application) -> str:
    """Which rejection: how far somebody came decides how we say it."""
    if application.silver_medallist:
        return "rejection_silver"
    return "rejection_spoke" if application.stage in (Stage.INTERVIEWED, Stage.FINAL) else "rejection"


def _about(application: Application) -> dict[str, Value]:
    return {"vacancy": application.vacancy.title, "applied_on": date_words(application.applied_at)}


def in_order(findings: Sequence[Found], *, start: int) -> list[Point]:
    """What went well first; what has no finding yet is left out. A day on which we ask is named once."""
    points, named = [], set[date | None]()
    for kind in Finding:
        for number, found in enumerate(each for each in findings if each.finding is kind):
            day = found.check_back_on if found.check_back_on not in named else None
            named.add(found.check_back_on)
            points.append(
                said(
                    *(found.asked, kind, found.note),
                    number=number,
                    start=start,
                    advice=found.advice,
                    check_back_on=day,
                )
            )
    return points


def asks(application: Application, *, now: datetime) -> bool:
    """Whether the letter asks to keep the profile: when this ends the last procedure, unless a yes holds already.

    It asks whoever said no to an earlier candidacy too: a letter without the question would tell staff who refused.
    """
    candidate = application.candidate
    others = [each for each in candidate.applications if each.outcome is Outcome.OPEN and each is not application]
    permission = candidate.permission(Purpose.KEEP_PROFILE)
    holds = permission and permission.is_given and permission.expires_at and permission.expires_at > now
    return not others and not holds


def preview(
    application: Application, findings: Sequence[Found], sentence: str, *, body: str = "", by: User, now: datetime
) -> mail.Rendered:
    """The letter as the person will read it; nothing is kept of it, and numbers that must not be here are not shown."""
    shown = [
        replace(each, asked=masked(each.asked), note=masked(each.note), advice=masked(each.advice)) for each in findings
    ]
    context = letter(application, shown, masked(sentence), body=masked(body), now=now)
    return mail.render("rejection", application.candidate, sender=by, **context)
