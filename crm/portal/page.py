"""What stands on the personal page: what we have, what the person decides, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from crm.applications.telling import untold
from crm.consent.ledger import last_number
from crm.consent.notices import ASKED, asked, notice_text
from crm.extensions import db
from crm.formats import month_words
from crm.surveys import advice
from crm.surveys.ambassadors import ambassador_of
from crm.surveys.due import stands_open
from models import Candidate, CandidateState, Language, Organisation, Outcome, Purpose, Wishes

RENEW_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Choice:
    """One purpose as the person sees it. Unticked unless they ticked it themselves before."""

    purpose: Purpose
    label: str
    explanation: str
    sha256: str
    checked: bool
    error: str | None = None


def choices(
    candidate: Candidate,
    organisation: Organisation,
    language: Language,
    *,
    now: datetime,
    ticked: set[Purpose] | None = None,
    error: str | None = None,
) -> list[Choice]:
    """The purposes in order. `ticked` is a form that came back: the person's ticks are not lost."""
    if ticked is None:
        ticked = {purpose for purpose in ASKED if given_until(candidate, purpose, now)}
    return [
        Choice(purpose, text.label, text.explanation, text.sha256, purpose in ticked, error if index == 0 else None)
        for index, purpose in enumerate(asked())
        for text in [notice_text(purpose, language, organisation)]
    ]


def given_until(candidate: Candidate, purpose: Purpose, now: datetime) -> datetime | None:
    """Until when the person said yes to this; a pause or an open procedure does not change what they said."""
    permission = candidate.permission(purpose)
    if permission is None or not permission.is_given or not permission.expires_at or permission.expires_at <= now:
        return None
    return permission.expires_at


def page(candidate: Candidate, language: Language, *, now: datetime, **form: Any) -> dict[str, Any]:
    """Everything `portal/page.html` shows."""
    organisation = db.session.scalars(Organisation.current()).one()
    preset, waits = candidate.preset(organisation), untold(candidate)
    return {
        "candidate": candidate,
        "choices": choices(candidate, organisation, language, now=now, **form),
        "seen": last_number(candidate),
        "ends_soon": _ends_soon(candidate, now),
        "wishes": db.session.get(Wishes, candidate.id),
        "until": given_until(candidate, Purpose.KEEP_PROFILE, now),
        "renewed_until": now + timedelta(days=preset.pool_days),
        "proposed_until": preset.permission_ends(None if waits else candidate.procedure_closed_at, now),
        "state": CandidateState.ACTIVE if waits else candidate.state(now, preset),
        "gone_at": candidate.keep_until,
        "kept": kept(candidate),
        "open_applications": [each for each in candidate.applications if each.outcome is Outcome.OPEN or each in waits],
        "invitations": [invitation for invitation in candidate.invitations if invitation.vacancy.is_open],
        "masked_email": masked(candidate.email),
        "advised": advice.open_questions(candidate, now=now),
        "has_advice": any(each.application not in waits for each in advice.advised(candidate)),
        "ambassador": ambassador_of(candidate),
        "survey": stands_open(candidate, now=now),
    }


def _ends_soon(candidate: Candidate, now: datetime) -> bool:
    until = given_until(candidate, Purpose.KEEP_PROFILE, now)
    return until is not None and until <= now + RENEW_WITHIN


def kept(candidate: Candidate) -> list[str]:
    """What we have of somebody, one plain sentence each."""
    waits = untold(candidate)
    if candidate.email and candidate.phone:
        name_and_ways = [_("Your name, e-mail address and phone number")]
    elif candidate.email:
        name_and_ways = [_("Your name and e-mail address")]
    else:
        name_and_ways = [_("Your name and phone number")] if candidate.phone else [_("Your name")]
    cv = [_("Your CV of %(month)s", month=month_words(candidate.cv.created_at))] if candidate.cv else []
    return name_and_ways + cv + [_application(each, told=each not in waits) for each in candidate.applications]


def _application(application: Any, *, told: bool) -> str:
    title = application.vacancy.title
    if told and application.outcome is Outcome.REJECTED and application.feedback:
        return _("Your application for %(title)s and our feedback", title=title)
    return _("Your application for %(title)s", title=title)


def masked(email: str | None) -> str:
    """Enough to recognise your own address, too little for somebody else: m•••@e•••.org"""
    if not email or "@" not in email:
        return ""
    local, domain = email.rsplit("@", 1)
    return f"{local[:1]}•••@{domain[:1]}•••.{domain.rsplit('.', 1)[-1]}"
