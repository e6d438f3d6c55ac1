"""Made-up objects with sensible defaults; a test names only what it is about. Each is committed."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from crm.applications.letter import Answer, Found
from crm.applications.rejecting import reject
from crm.consent.ledger import Capture
from crm.consent.notices import ASKED, notice_text
from crm.consent.services import choose
from crm.extensions import db
from models import (
    Application,
    Candidate,
    Document,
    Finding,
    Language,
    Message,
    Organisation,
    Outcome,
    Purpose,
    Requirement,
    Role,
    User,
    Vacancy,
)
from models.candidate import FAR_FUTURE
from models.retention import preset_for

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "correct paard batterij nietje"
_numbers = count(1)


def _saved(thing: Any) -> Any:
    db.session.add(thing)
    db.session.commit()
    return thing


def make_organisation(**values: Any) -> Organisation:
    defaults = {
        "id": 1,
        "name": "Kadewerk",
        "address": "Havenstraat 1, Zaandam",
        "privacy_email": "privacy@kadewerk.example",
        "sender_email": "werk@kadewerk.example",
        "quiet_hours": False,
        "send_delays": {},
    }
    return _saved(Organisation(**defaults | values))


@cache
def _hash() -> str:
    from crm.accounts.passwords import hash_password

    return hash_password(PASSWORD)


def make_user(**values: Any) -> User:
    number = next(_numbers)
    defaults = {
        "email": f"sanne{number}@kadewerk.example",
        "name": "Sanne Bakker",
        "roles": [role.value for role in Role],
        "language": Language.ENGLISH,
        "password_hash": _hash(),
        "sessions_valid_from": NOW - timedelta(days=1),
        "created_at": NOW - timedelta(days=1),
    }
    return _saved(User(**defaults | values))


def make_vacancy(*requirements: str, **values: Any) -> Vacancy:
    defaults = {
        "title": "Vrachtwagenchauffeur CE",
        "description": "Distributie in de Zaanstreek met laadklep en dagritten.",
        "language": Language.DUTCH,
        "opened_at": NOW - timedelta(days=30),
    }
    values = defaults | values
    vacancy = Vacancy(**{key: value for key, value in values.items() if key != "title"})
    vacancy.rename(str(values["title"]))
    vacancy.requirements = [Requirement(position=n, text=text) for n, text in enumerate(requirements)]
    return _saved(vacancy)


def make_candidate(*, cv: str | None = None, allows: set[Purpose] | None = None, **values: Any) -> Candidate:
    """A person whose procedure closed ten days ago; `allows` are the purposes they said yes to then."""
    number = next(_numbers)
    closed_at = values.pop("procedure_closed_at", NOW - timedelta(days=10))
    defaults = {
        "first_name": "Marieke",
        "last_name": "de Groot",
        "email": f"marieke{number}@example.org",
        "language": Language.DUTCH,
        "created_at": NOW - timedelta(days=20),
        "profile_changed_at": NOW - timedelta(days=20),
        "keep_until": FAR_FUTURE,
    }
    candidate = Candidate(**defaults | values)
    db.session.add(candidate)
    if cv:
        candidate.documents.append(
            Document(filename="cv.txt", content_type="text/plain", size=len(cv), sha256="", text=cv, created_at=NOW)
        )
    db.session.flush()
    if closed_at:
        candidate.close_procedure(closed_at, preset_for("NL"))
    candidate.refresh_search()
    if allows:
        give(candidate, allows, now=NOW - timedelta(days=9))
    db.session.commit()
    return candidate


def give(candidate: Candidate, purposes: set[Purpose], *, now: datetime = NOW) -> None:
    """The person says yes to exactly these, on their page."""
    organisation = db.session.scalars(Organisation.current()).one()
    shown = {purpose: notice_text(purpose, candidate.language, organisation).sha256 for purpose in ASKED}
    capture = Capture(channel="personal_link", actor="subject", language=candidate.language, details={"form": "test"})
    choose(candidate, purposes, capture=capture, shown=shown, now=now)
    db.session.commit()


EVERYTHING = {Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES, Purpose.EMAIL_VACANCIES}


def turn_down(
    application: Application,
    *,
    sentence: str = "Je vertelde aanstekelijk over je ritten.",
    findings: dict[int, tuple[Finding, str]] | None = None,
    by: User | None = None,
    now: datetime = NOW,
) -> Message | None:
    """Told no, with the same finding for everything unless `findings` says otherwise; the guard is overruled."""
    asked = {each.id: each.text for each in application.vacancy.requirements}
    findings = findings or dict.fromkeys(asked, (Finding.STRONG, "Dit zat goed."))
    found = [Found(asked[number], finding, note, requirement_id=number) for number, (finding, note) in findings.items()]
    by = by or make_user()
    told = reject(application, Answer(found, sentence), by=by, now=now, reason="Bedacht voor een test.")
    db.session.commit()
    return told


def make_application(candidate: Candidate | None = None, vacancy: Vacancy | None = None, **values: Any) -> Application:
    """An open application unless `outcome` says otherwise; the candidate is then in a procedure."""
    defaults = {"applied_at": NOW - timedelta(days=12), "last_told_at": NOW - timedelta(days=12)}
    application = Application(
        candidate=candidate or make_candidate(procedure_closed_at=None),
        vacancy=vacancy or make_vacancy("Rijbewijs CE", "Code 95"),
        **defaults | values,
    )
    db.session.add(application)
    if values.get("outcome", Outcome.OPEN) is Outcome.OPEN:
        application.candidate.open_procedure()
    return _saved(application)
