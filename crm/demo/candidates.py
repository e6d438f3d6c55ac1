"""What the invented people do: apply, send a newer CV, choose about their data, answer an invitation."""

import json
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from crm.applications.importing import services as importing
from crm.applications.importing.reading import open_source
from crm.consent import services as consent
from crm.consent.ledger import Capture
from crm.consent.notices import ASKED, notice_text
from crm.demo.cast import DemoAnswer, DemoApplication, DemoPerson
from crm.demo.company import DemoDecision, vacancies
from crm.extensions import db
from crm.invitations import services as invitations
from crm.portal.services import send_receipt
from models import Candidate, Invitation, Link, LinkKind, Organisation, Outcome, Purpose

Row = dict[str, Any]


def candidate_of(person: DemoPerson) -> Candidate:
    return db.session.scalars(select(Candidate).where(Candidate.email == person.email)).one()


def applied(person: DemoPerson, application: DemoApplication, at: datetime, decided_at: datetime | None = None) -> Row:
    """One line of the file that the applicant tracking system sends every week, or of an old list."""
    titles = {vacancy.key: vacancy.title for vacancy in vacancies()}
    row = _known_by(person) | {
        "phone": person.phone,
        "place": person.place,
        "country": "NL",
        "language": person.language.value,
        "headline": person.headline,
        "tags": list(person.tags),
        "cv text": person.cv,
        "vacancy": titles[application.vacancy],
        "applied on": at.isoformat(),
        "stage": application.stage.value,
        "outcome": Outcome.OPEN.value,
    }
    return row | ({"outcome": Outcome.REJECTED.value, "rejected on": decided_at.isoformat()} if decided_at else {})


def hired(person: DemoPerson, application: DemoApplication, at: datetime, decided_at: datetime) -> Row:
    return applied(person, application, at) | {"outcome": Outcome.HIRED.value, "rejected on": decided_at.isoformat()}


def newer_cv(person: DemoPerson) -> Row:
    return _known_by(person) | {"cv text": person.update.cv if person.update else person.cv}


def _known_by(person: DemoPerson) -> Row:
    return {"first name": person.first_name, "last name": person.last_name, "e-mail": person.email}


def import_rows(rows: Iterable[Row], name: str, folder: Path, now: datetime) -> None:
    """Bring them in as `weerzien import` does."""
    path = folder / f"{name} {now:%Y-%m-%d}.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    reports = importing.reports_in(Path(current_app.config["CRM_DATA_DIR"]))
    with open_source(path) as source:
        batch = importing.begin(source, documents=None, officer_email=None, now=now)
        for _position in importing.run(batch, source, documents=None, reports=reports, now=now):
            db.session.commit()


def import_rows_now(rows: Iterable[Row], name: str, now: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        import_rows(rows, name, Path(folder), now)


def answer(person: DemoPerson, said: DemoAnswer, now: datetime) -> None:
    """Save the personal page with exactly this ticked; a receipt follows by mail."""
    candidate = candidate_of(person)
    organisation = db.session.scalars(Organisation.current()).one()
    with force_locale(candidate.language.value):
        shown = {purpose: notice_text(purpose, candidate.language, organisation).sha256 for purpose in ASKED}
    chosen: set[Purpose] = {purpose for purpose in said.purposes if purpose in ASKED}
    events = consent.choose(candidate, chosen, capture=capture_of(candidate, "choices"), shown=shown, now=now)
    send_receipt(candidate, events, now=now)


def reply(invitation_id: int, decision: DemoDecision, now: datetime) -> None:
    """Answer on the personal page what the invitation asked."""
    invitation = db.session.get_one(Invitation, invitation_id)
    candidate = invitation.candidate
    if decision.reply is None:
        return
    invitations.answer(
        invitation,
        reply=decision.reply,
        note=decision.note[candidate.language],
        until=now + timedelta(days=decision.until_days) if decision.until_days else None,
        now=now,
        capture=capture_of(candidate, "answer"),
    )


def capture_of(candidate: Candidate, form: str, kind: LinkKind = LinkKind.PERSONAL) -> Capture:
    """As the page records it: by which link, from which mail. There was no browser, and it says so."""
    newest = select(Link).where(Link.candidate_id == candidate.id, Link.kind == kind)
    link = db.session.scalars(newest.order_by(Link.id.desc()).limit(1)).one()
    details = {"link": link.id, "message": link.message_id, "form": form, "default_state": False, "browser": ""}
    return Capture(channel="personal_link", actor="subject", language=candidate.language, details=details)
