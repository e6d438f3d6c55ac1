"""What stands about a person outside the database: mails written as files, reports of imports."""

from pathlib import Path

from flask import current_app
from sqlalchemy import Select, and_, delete, or_, select, update

from crm.extensions import db
from crm.mail.transports import connect
from models import Attempt, Candidate, ImportBatch, Match, Mention, Message


def remove_files(candidate: Candidate) -> None:
    """Safe to repeat; a file that is gone already is no error."""
    transport = connect(current_app.config["CRM_MAIL_URL"]) if current_app.config["CRM_MAIL_URL"] else None
    to_staff = db.session.scalars(_told_staff(candidate)).all()
    to_them = db.session.scalars(select(Message.public_id).where(Message.candidate_id == candidate.id)).all()
    if transport:
        for public_id in [*to_them, *(message.public_id for message in to_staff)]:
            transport.forget(public_id)
    for message in to_staff:
        db.session.execute(delete(Attempt).where(Attempt.message_id == message.id))
        db.session.delete(message)
    db.session.flush()
    _remove_reports(candidate)


def _told_staff(candidate: Candidate) -> Select[Message]:
    """Alerts and replies that name this person to a colleague. What they led to stands in the product itself."""
    theirs = select(Match.vacancy_id).where(Match.candidate_id == candidate.id)
    return select(Message).where(
        Message.user_id.is_not(None),
        or_(
            Message.id.in_(select(Mention.message_id).where(Mention.candidate_id == candidate.id)),
            and_(
                Message.vacancy_id.in_(theirs),
                Message.text.contains(candidate.short_name or candidate.name, autoescape=True),
            ),
        ),
    )


def _remove_reports(candidate: Candidate) -> None:
    """A report quotes cells of rows that stayed out. One that quotes this person goes as a whole."""
    folder = Path(current_app.config["CRM_DATA_DIR"]) / "reports"
    telling = [candidate.email, candidate.external_id, candidate.phone, candidate.name]
    words = [word.lower() for word in telling if word and len(word) > 3]
    for path in folder.glob("*.csv") if folder.exists() else []:
        text = path.read_text(encoding="utf-8", errors="replace").lower()
        if any(word in text for word in words):
            path.unlink(missing_ok=True)
            db.session.execute(update(ImportBatch).where(ImportBatch.report == path.name).values(report=None))
