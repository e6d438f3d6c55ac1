"""Whom a letter is read as: an invented person, or somebody real among the newest, with what we know of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, exists, select

from crm import mail
from crm.applications import letter as applications
from crm.extensions import db
from crm.invitations import letter as invitations
from crm.letters.kinds import Letter
from crm.retention.letters import about_an_end
from models import (
    Application,
    Candidate,
    Finding,
    Invitation,
    Language,
    LetterText,
    Match,
    Outcome,
    Purpose,
    Requirement,
    Stage,
    User,
    Vacancy,
)
from models.candidate import FAR_FUTURE

MOST = 8


def people(letter: Letter, language: Language, *, now: datetime) -> Sequence[Candidate]:
    """The newest of whom we know what this letter speaks of."""
    return db.session.scalars(_who(letter, language, now).order_by(Candidate.id.desc()).limit(MOST)).all()


def _who(letter: Letter, language: Language, now: datetime) -> Select[Candidate]:
    """Nobody whom staff may not see; and of a match only those who may be compared."""
    shown = Candidate.visible(now).where(Candidate.language == language)
    if letter.mail in ("status", "rejection"):
        return shown.where(exists().where(Application.candidate_id == Candidate.id))
    if letter.mail == "invitation":
        reachable = Candidate.is_reachable(Purpose.MATCH_VACANCIES, now)
        return shown.where(reachable, exists().where(Match.candidate_id == Candidate.id))
    if letter.mail == "thank_you":
        return shown.where(exists().where(Invitation.candidate_id == Candidate.id))
    return shown


def read_as(
    person: Candidate, letter: Letter, text: LetterText, *, by: User, now: datetime, **context: Any
) -> mail.Rendered:
    """The mail with these words, as this person will read it. Nothing is kept of it."""
    with mail.speaking_to(person):
        known = _known(person, letter, by=by, now=now)
    sender = by if letter.is_signed else None
    return mail.render(letter.mail, person, sender=sender, **known | {"letter": text} | context)


def _known(person: Candidate, letter: Letter, *, by: User, now: datetime) -> dict[str, Any]:
    if letter.mail == "invitation":
        invitation = Invitation(public_id="preview", sentence=_("I would like to hear whether days suit you."))
        return invitations.letter(_match(person), invitation, now=now)
    if letter.mail == "thank_you":
        return invitations.thanks(_answered(person, by, now))
    if letter.mail in ("status", "rejection"):
        application = max(person.applications, key=lambda each: each.applied_at)
        if letter.mail == "status":
            return applications.status(application, _("We decide on Friday."))
        sentence = _("Your story about the busy weeks stayed with us.")
        return applications.letter(application, _findings(application), sentence, now=now)
    until = person.keep_until if now < person.keep_until < FAR_FUTURE else now + timedelta(days=21)
    return about_an_end(letter.name, person, until)


def _match(person: Candidate) -> Match:
    newest = select(Match).where(Match.candidate_id == person.id).order_by(Match.id.desc()).limit(1)
    return db.session.scalars(newest).first() or Match(
        candidate=person,
        vacancy=_vacancy(_("Night shift planner")),
        reasons=[],
        evidence=[_found(_("Planning under pressure")), _found("SAP TM")],
    )


def _answered(person: Candidate, by: User, now: datetime) -> Invitation:
    """Their newest invitation, with the moment that they proposed if they did."""
    newest = select(Invitation).where(Invitation.candidate_id == person.id).order_by(Invitation.id.desc()).limit(1)
    known = db.session.scalars(newest).first()
    if known:
        return known
    begins = now.replace(hour=9, minute=0) + timedelta(days=3)
    return Invitation(
        public_id="preview",
        candidate=person,
        vacancy=_vacancy(_("Night shift planner")),
        invited_by=by,
        meet_from=begins,
        meet_until=begins + timedelta(hours=1),
    )


def _found(requirement: str) -> dict[str, Any]:
    return {"requirement": requirement, "finding": "found", "must": False}


def _findings(application: Application) -> list[applications.Found]:
    """What was found with them, or else two findings to see how those read."""
    if application.verdicts:
        return [applications.Found(each.requirement.text, each.finding, each.note) for each in application.verdicts]
    asked = [each.text for each in application.vacancy.requirements] or [_("Planning under pressure"), "SAP TM"]
    strong = applications.Found(asked[0], Finding.STRONG, _("calm when three lorries broke down"))
    lacking = [applications.Found(each, Finding.NOT_YET, _("we looked for two years of it")) for each in asked[1:2]]
    return [strong, *lacking]


def invented(language: Language, *, now: datetime) -> Candidate:
    """Somebody who exists only while the page is drawn."""
    person = Candidate(first_name="Marieke", last_name="de Groot", language=language, keep_until=FAR_FUTURE)
    applied_at = now - timedelta(days=19)
    with mail.speaking_to(person):
        vacancy = _vacancy(_("Transport planner"))
    person.applications = [
        Application(vacancy=vacancy, applied_at=applied_at, stage=Stage.APPLIED, outcome=Outcome.REJECTED)
    ]
    return person


def _vacancy(title: str) -> Vacancy:
    return Vacancy(
        title=title,
        place="Zaandam",
        hours=_("32 hours"),
        requirements=[Requirement(text=_("Planning under pressure")), Requirement(text="SAP TM")],
    )
