"""Mail that answers what a person did on their page."""

from datetime import datetime, timedelta

from flask_babel import force_locale

from crm import mail, throttle
from crm.consent.notices import ASKED, notice_text
from crm.extensions import db
from crm.portal.page import given_until
from models import Candidate, ConsentEvent, Language, MessageClass, Organisation

MOST_PER_ADDRESS, MOST_PER_NETWORK = 3, 10


class TooMany(Exception):
    """Too many requests from one network; the answer says nothing about any address."""


def send_receipt(candidate: Candidate, events: list[ConsentEvent], *, now: datetime) -> None:
    """Confirm a choice by mail: what holds now, and until when. Nothing changed, nothing sent."""
    if not events:
        return
    organisation = db.session.scalars(Organisation.current()).one()
    with force_locale(candidate.language.value):
        state = [
            (notice_text(purpose, candidate.language, organisation).label, given_until(candidate, purpose, now))
            for purpose in ASKED
        ]
    mail.queue(
        "receipt",
        candidate,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"receipt:{events[-1].hash}",
        now=now,
        choices=[(label, until is not None, until) for label, until in state],
    )


def send_link(email: str, *, network: str, now: datetime) -> None:
    """Mail the personal link to this address if we know it. The caller learns nothing either way.

    Raises TooMany after ten requests from one network in an hour; the fourth for one address in a day is not mailed.
    """
    if throttle.count("my_data_network", network, now=now, window=timedelta(hours=1)) > MOST_PER_NETWORK:
        raise TooMany
    asked = throttle.count("my_data_address", email, now=now, window=timedelta(days=1))
    known = db.session.scalars(db.select(Candidate).where(Candidate.email == email.strip().lower())).one_or_none()
    if known is None or known.pending_until or asked > MOST_PER_ADDRESS:
        mail.render("my_data", Candidate(email=email, language=Language.DUTCH))  # as much work as for a known address
        return
    mail.queue(
        "my_data",
        known,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"my_data:c{known.id}:{now.isoformat()}",
        now=now,
    )
