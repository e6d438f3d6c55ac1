"""Answering many at once: each letter is its own, made from what was found earlier, and judged by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import joinedload

from crm.applications import guarding
from crm.applications.guard import Seen
from crm.applications.letter import Answer, Found, IncompleteFeedback, preview, refuse_incomplete
from crm.applications.rejecting import reject
from crm.extensions import db
from crm.mail import Rendered
from models import Application, Candidate, Finding, Requirement, User


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
        seen = guarding.seen(application, begun, others=before)
        sentence = begun.spoken(application.candidate)
        rendered = preview(application, begun.findings, sentence, body=begun.body, by=by, now=now)
        found.append(Letter(application, rendered, _is_whole(application, begun), seen))
        before.append(guarding.typed(begun))
    return found


def send(application: Application, *, by: User, now: datetime) -> bool:
    """Send one of the many when it is whole and passes; else nothing has changed. Raises AlreadyDecided."""
    try:
        reject(application, begun_for(application), by=by, now=now)
    except (IncompleteFeedback, guarding.Refused):
        return False
    return True


def begun_for(application: Application) -> Answer:
    """The draft of an application; a requirement that is no longer asked is left out."""
    draft = application.draft or {"findings": [], "sentence": "", "letter": ""}
    asked = {str(each.id): each for each in application.vacancy.requirements}
    rows = [row for row in draft["findings"] if row.get("requirement_id") in asked]
    return Answer(
        [_found(asked[row["requirement_id"]], row) for row in rows],
        draft["sentence"],
        draft["letter"],
        draft.get("promise", ""),
        _day(draft.get("promise_on")),
    )


def _found(requirement: Requirement, row: dict[str, str]) -> Found:
    return Found(
        requirement.text,
        Finding(row["finding"]) if row.get("finding") else None,
        row.get("note", ""),
        row.get("advice", ""),
        _day(row.get("check_back_on")),
        requirement.id,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _is_whole(application: Application, begun: Answer) -> bool:
    try:
        refuse_incomplete(application.candidate, begun.findings, begun.sentence, body=begun.body)
    except IncompleteFeedback:
        return False
    return True
