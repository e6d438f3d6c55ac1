"""Answering many at once: each letter is its own, made from what was found earlier, and judged by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import joinedload

from crm.applications import guarding, promises, services
from crm.applications.guard import Seen
from crm.applications.letter import Found, IncompleteFeedback, preview, refuse_incomplete
from crm.applications.phrases import promised
from crm.extensions import db
from crm.mail import Rendered, speaking_to
from models import Application, Candidate, Finding, User


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer that was begun and kept as a draft."""

    findings: dict[int, Found]
    sentence: str
    body: str
    promise: str
    promise_on: date | None

    @property
    def found(self) -> list[Found]:
        return list(self.findings.values())

    @property
    def makes_a_promise(self) -> bool:
        return bool(self.promise.strip() and self.promise_on)


@dataclass(frozen=True, slots=True)
class Letter:
    """One of the many: the letter as it will be read, and what still keeps it here."""

    application: Application
    rendered: Rendered
    is_whole: bool
    seen: list[Seen]

    @property
    def may_leave(self) -> bool:
        return self.is_whole and not self.refusing

    @property
    def refusing(self) -> list[Seen]:
        return [each for each in self.seen if each.refuses]


def open_of(vacancy_id: int, *, now: datetime) -> tuple[list[Application], list[Application]]:
    """Who waits for an answer about a vacancy: those for whom one was begun, and those for whom none was."""
    query = Application.undecided().where(
        Application.vacancy_id == vacancy_id,
        Application.candidate_id.in_(Candidate.visible(now).with_only_columns(Candidate.id)),
    )
    waiting = db.session.scalars(query.options(joinedload(Application.candidate))).all()
    return [each for each in waiting if each.draft], [each for each in waiting if not each.draft]


def letters(applications: Sequence[Application], *, by: User, now: datetime) -> list[Letter]:
    """Each judged beside those before it as well: the same words twice are held back the second time."""
    found, before = [], list[str]()
    for application in applications:
        begun = begun_for(application)
        seen = guarding.seen(
            application,
            begun.found,
            begun.sentence,
            body=begun.body,
            others=before,
            has_promise=begun.makes_a_promise,
        )
        rendered = preview(application, begun.found, _sentence(application, begun), body=begun.body, by=by, now=now)
        found.append(Letter(application, rendered, _is_whole(application, begun), seen))
        before.append(guarding.typed(begun.found, begun.sentence, begun.body))
    return found


def send(application: Application, *, by: User, now: datetime) -> bool:
    """Send one of the many when it is whole and passes; else nothing has changed. Raises AlreadyDecided."""
    begun = begun_for(application)
    seen = guarding.seen(application, begun.found, begun.sentence, body=begun.body, has_promise=begun.makes_a_promise)
    if not _is_whole(application, begun) or any(each.refuses for each in seen):
        return False
    services.reject(
        application,
        findings={number: (each.finding, each.note) for number, each in begun.findings.items() if each.finding},
        advice={number: services.Advice(each.advice, each.check_back_on) for number, each in begun.findings.items()},
        sentence=_sentence(application, begun),
        body=begun.body,
        by=by,
        now=now,
    )
    if begun.promise_on and begun.makes_a_promise:
        promises.make(
            application.candidate,
            words=begun.promise,
            due_on=begun.promise_on,
            owner=by,
            now=now,
            application=application,
        )
    return True


def begun_for(application: Application) -> Begun:
    """The draft of an application; a requirement that is no longer asked is left out."""
    draft = application.draft or {"findings": [], "sentence": "", "letter": ""}
    asked = {str(each.id): each for each in application.vacancy.requirements}
    rows = [row for row in draft["findings"] if row.get("requirement_id") in asked]
    return Begun(
        {asked[row["requirement_id"]].id: _found(asked[row["requirement_id"]].text, row) for row in rows},
        draft["sentence"],
        draft["letter"],
        draft.get("promise", ""),
        _day(draft.get("promise_on")),
    )


def _found(asked: str, row: dict[str, str]) -> Found:
    finding = Finding(row["finding"]) if row.get("finding") else None
    return Found(asked, finding, row.get("note", ""), row.get("advice", ""), _day(row.get("check_back_on")))


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _sentence(application: Application, begun: Begun) -> str:
    if not (begun.promise_on and begun.makes_a_promise):
        return begun.sentence
    with speaking_to(application.candidate):
        return f"{begun.sentence}\n\n{promised(begun.promise, begun.promise_on)}".strip()


def _is_whole(application: Application, begun: Begun) -> bool:
    try:
        refuse_incomplete(application.candidate, begun.found, begun.sentence, body=begun.body)
    except IncompleteFeedback:
        return False
    return True
