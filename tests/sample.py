"""An installation with one of everything, made through the services; rules that hold for every page are tried on it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Select
from werkzeug.routing import Rule

from crm import mail
from crm.accounts import services as accounts
from crm.applications import letter
from crm.consent.ending import end
from crm.consent.ledger import Capture, record
from crm.consent.notices import ASKED, notice_text
from crm.extensions import db
from crm.invitations import services as invitations
from crm.invitations import telling
from crm.links import issue_for_candidate, issue_for_staff
from crm.mail.delivery import deliver_due
from crm.portal import services as portal
from crm.privacy import erasing
from crm.retention import letters
from crm.surveys import advice, ambassadors, referrals
from crm.surveys import due as surveys_due
from crm.surveys import services as surveys
from crm.synonyms import services as synonyms
from crm.vacancies import alerts, digests, recruiting
from models import (
    Alert,
    AlertFrequency,
    Ambassador,
    Application,
    Band,
    Bounce,
    BounceKind,
    CallTask,
    Candidate,
    ConsentEvent,
    ConsentKind,
    ContactNote,
    Delivery,
    Finding,
    ImportBatch,
    Incident,
    Invitation,
    Language,
    LegalHold,
    LetterOverride,
    LinkKind,
    Match,
    MatchRun,
    Mention,
    Message,
    MessageClass,
    MessageState,
    Organisation,
    Outcome,
    PaperConsent,
    Promise,
    Purpose,
    ReceivedMail,
    Referral,
    Reply,
    Role,
    Synonym,
    Tag,
    User,
    Vacancy,
    Verdict,
    Webhook,
    WebhookKind,
)
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_user, make_vacancy, turn_down
from tests.sample_rights import make_hold, make_late_request, make_portal, make_rights, open_door

CV = "Vrachtwagenchauffeur CE met laadklep en ADR. Dagritten in de Zaanstreek, tachograaf, laden en lossen."


ROOT = Purpose.KEEP_PROFILE


@dataclass
class Sample:
    organisation: Organisation
    everything: User
    candidate: Candidate
    vacancy: Vacancy
    application: Application
    match: Match
    invitation: Invitation
    named: dict[str, Any]  # what has a public id of its own, by endpoint
    secrets: dict[LinkKind, str]
    secret_of_applicant: str
    by_role: dict[Role, User] = field(default_factory=dict)

    def values(self, rule: Rule) -> dict[str, Any]:
        """What stands in this address in place of its names. A new name fails here: say what it means."""
        mine = rule.endpoint.split(".")[0] == "portal"
        person = self.invitation.candidate if mine else self.candidate
        meant = {
            "alert_id": db.session.scalars(db.select(Alert.id)).first(),
            "application_id": self.application.id,
            "batch_id": db.session.scalars(db.select(ImportBatch.id)).first(),
            "delivery_id": db.session.scalars(db.select(Delivery.id)).first(),
            "day": "2027-11-13",
            "document_id": person.documents[0].id,
            "filename": "app.js",
            "hold_id": db.session.scalars(db.select(LegalHold.id).where(LegalHold.ended_at.is_(None))).first(),
            "incident_id": db.session.scalars(db.select(Incident.id)).first(),
            "language": "nl",
            "letter": "rejection",
            "link": self.share_link,
            "match_id": self.invitation.match_id if mine else self.match.id,
            "name": db.session.scalars(db.select(Message.public_id).where(Message.state == MessageState.SENT)).first(),
            "note_id": db.session.scalars(db.select(ContactNote.id)).first(),
            "number": db.session.scalars(ConsentEvent.chain(person.public_id)).first().id,
            "paper_id": db.session.scalars(db.select(PaperConsent.id)).first(),
            "promise_id": db.session.scalars(db.select(Promise.id)).first(),
            "public_id": self.named.get(rule.endpoint, self.invitation if mine else person).public_id,
            "purpose": Purpose.SURVEY.value,
            "question": "answers",
            "referral_id": db.session.scalars(db.select(Referral.id).where(Referral.confirmed_at.is_not(None))).first(),
            "reply_id": db.session.scalars(db.select(ReceivedMail.id)).first(),
            "secret": self._secret(rule),
            "synonym_id": db.session.scalars(db.select(Synonym.id)).first(),
            "task_id": db.session.scalars(db.select(CallTask.id)).first(),
            "topic": "friendly",
            "user_id": self.everything.id,
            "vacancy_id": self.vacancy.id,
            "verdict_id": db.session.scalars(_of(person)).first(),
            "webhook_id": db.session.scalars(db.select(Webhook.id)).first(),
        }
        return {name: meant[name] for name in rule.arguments}

    @property
    def share_link(self) -> str:
        word = db.session.scalars(db.select(Ambassador.word).where(Ambassador.since.is_not(None))).first()
        return f"{word}-{self.vacancy.id}"

    def _secret(self, rule: Rule) -> str:
        """An open application is shown to its own person alone."""
        if rule.endpoint.startswith("portal") and "application_id" in rule.arguments:
            return self.secret_of_applicant
        return self.secrets[_KINDS.get(rule.endpoint, LinkKind.PERSONAL)]


_KINDS = {
    "accounts.set_password": LinkKind.STAFF,
    "portal.confirm": LinkKind.CONFIRM,
    "portal.confirmation": LinkKind.CONFIRM,
    "portal.referral": LinkKind.REFERRAL,
    "portal.confirm_referral": LinkKind.REFERRAL,
    "portal.unsubscribe": LinkKind.UNSUBSCRIBE,
    "portal.unsubscribed": LinkKind.UNSUBSCRIBE,
}


def addresses(app: Flask, sample: Sample, method: str = "GET") -> dict[str, str]:
    """Every address that answers this method, with real values in it, by endpoint."""
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(rule.endpoint, sample.values(rule), method=method)
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ())
    }


def make_sample(organisation: Organisation, language: Language = Language.DUTCH) -> Sample:
    everything = make_user(language=language)
    vacancy = make_vacancy("Rijbewijs CE", "Code 95", "ADR", language=language)
    vacancy.recruiters = [everything]
    invited, waiting = _matched(vacancy, language), _matched(vacancy, language)
    make_webhook()
    synonyms.write("ML = machine learning", by=everything, now=NOW)
    vacancy.matched_at = NOW
    alerts.tell(vacancy, waiting.run, [invited, waiting], everyone=True, now=NOW)
    _digest(vacancy, waiting, language)
    invitation = invitations.invite(invited, sentence="Heb je ADR, of wil je het halen?", by=everything, now=NOW)
    capture = Capture(channel="personal_link", actor="subject", language=language, details={"form": "answer"})
    later = NOW + timedelta(days=60)
    invitations.answer(
        invitation, reply=Reply.NOT_NOW, note="Na de zomer graag.", until=later, now=NOW, capture=capture
    )
    db.session.flush()
    telling.thank(invitation, now=NOW)
    _reject(everything, language)
    _still_waiting(everything, language)
    _set_right(everything, language)
    portal.send_receipt(
        waiting.candidate, list(db.session.scalars(ConsentEvent.chain(waiting.candidate.public_id))), now=NOW
    )
    portal.send_link(waiting.candidate.email or "", network="192.0.2.0/24", now=NOW)
    accounts.mail_password_link(everything, now=NOW)
    make_survey(language)
    _advised(invited.candidate)
    make_referral(invited.candidate, vacancy, language)
    db.session.add(
        ImportBatch(fingerprint="f", file_sha256="s", filename="oud.csv", started_at=NOW, finished_at=NOW, rows=3)
    )
    make_rights(waiting.candidate, everything)
    make_portal(waiting.candidate, everything)
    make_hold(everything)
    request = make_late_request(invited)
    download = open_door(invited.candidate)
    _letters_about_time(language)
    secrets = {
        LinkKind.PERSONAL: issue_for_candidate(LinkKind.PERSONAL, invited.candidate, now=NOW),
        LinkKind.UNSUBSCRIBE: issue_for_candidate(LinkKind.UNSUBSCRIBE, invited.candidate, now=NOW),
        LinkKind.STAFF: issue_for_staff(everything, now=NOW),
        LinkKind.REFERRAL: issue_for_candidate(LinkKind.REFERRAL, invited.candidate, now=NOW),
        LinkKind.CONFIRM: issue_for_candidate(LinkKind.CONFIRM, invited.candidate, now=NOW),
    }
    db.session.commit()
    deliver_due()
    answered = db.session.scalars(db.select(Message).where(Message.candidate_id == waiting.candidate_id)).first()
    db.session.add(Bounce(message=answered, kind=BounceKind.SOFT, status="4.2.2", address_hash="a", at=NOW))
    application = make_application(make_candidate(procedure_closed_at=None, language=language), make_vacancy("Gevoel"))
    letter = db.session.scalars(db.select(Message).where(Message.name == "rejection")).first()
    sent = db.session.scalars(db.select(Application).where(Application.outcome == Outcome.REJECTED)).first()
    overruled = {"rules": "no_reason", "reason": "We spoke at length.", "created_at": NOW, "user_id": everything.id}
    db.session.add(LetterOverride(application_id=sent.id, **overruled))
    of_applicant = issue_for_candidate(LinkKind.PERSONAL, application.candidate, now=NOW)
    db.session.commit()
    return Sample(
        organisation=organisation,
        everything=everything,
        candidate=waiting.candidate,
        vacancy=vacancy,
        application=application,
        match=waiting,
        invitation=invitation,
        named={
            "invitations.calendar": invitation,
            "messages.cancel": letter,
            "messages.send_again": letter,
            "messages.show": letter,
            "portal.fetch": download,
            "requests.answer": request,
            "requests.show": request,
        },
        secrets=secrets,
        secret_of_applicant=of_applicant,
        by_role={role: make_user(roles=[role.value], language=language) for role in Role},
    )


def _of(person: Candidate) -> Select[int]:
    """What they were advised, and are asked about."""
    mine = db.select(Verdict.id).join(Verdict.application).where(Application.candidate_id == person.id)
    return mine.where(Verdict.check_back_on.is_not(None))


def _advised(person: Candidate) -> None:
    """Somebody who is asked today whether our advice was of use, on their page and by mail."""
    advised = {"finding": Finding.NOT_YET, "advice": "Haal ADR.", "check_back_on": NOW.date()}
    asked = make_candidate(language=person.language, allows={*EVERYTHING, Purpose.SURVEY}, first_name="Fatma")
    for each in (asked, person):
        application = make_application(each, make_vacancy("ADR"), outcome=Outcome.REJECTED, decided_at=NOW)
        (requirement,) = application.vacancy.requirements
        db.session.add(Verdict(application_id=application.id, requirement_id=requirement.id, **advised))
    db.session.flush()
    for _queued in advice.queue_due(now=NOW):
        pass


def make_survey(language: Language) -> None:
    """Somebody who was asked how it was and answers 9 with their name, and somebody who answers without one."""
    asked = make_candidate(language=language, allows={*EVERYTHING, Purpose.SURVEY}, first_name="Fleur")
    told = NOW - timedelta(days=10)
    make_application(asked, make_vacancy(title="Planning"), outcome=Outcome.WITHDREW, decided_at=told)
    for _queued in surveys_due.queue_due(now=NOW):
        pass
    surveys.send(asked, {"recommend": "9", "improve": "Bel sneller terug."}, with_name=True, now=NOW)
    nameless = make_candidate(language=language)
    make_application(nameless, make_vacancy(title="Planning"), outcome=Outcome.WITHDREW, decided_at=told)
    let_down = make_candidate(language=language, first_name="Ilse")
    make_application(let_down, make_vacancy(title="Planning"), outcome=Outcome.WITHDREW, decided_at=told)
    surveys.send(let_down, {"recommend": "3", "improve": "Niemand belde terug."}, with_name=True, now=NOW)
    surveys.send(nameless, {"friendly": "3"}, with_name=False, now=NOW)


def make_referral(candidate: Candidate, vacancy: Vacancy, language: Language) -> None:
    """Fleur and this person pass vacancies on; one who came confirmed it and Fleur is thanked, one did not yet."""
    asked = db.session.scalars(db.select(Ambassador)).one()
    ambassadors.answer(asked.candidate, yes=True, now=NOW)
    db.session.add(Ambassador(candidate_id=candidate.id, asked_at=NOW, since=NOW))
    for name, confirms in (("Youssef", True), ("Noor", False)):
        given = referrals.Referred(name, "Bakker", f"{name.lower()}@example.org", "Ik rij graag.", [ROOT], language)
        referrals.refer(asked, vacancy, given, network="192.0.2.0/24", now=NOW)
        came = db.session.scalars(db.select(Candidate).where(Candidate.first_name == name)).one()
        if confirms:
            words = {each: notice_text(each, language, db.session.get(Organisation, 1)).sha256 for each in ASKED}
            capture = Capture(channel="personal_link", actor="subject", language=language, details={"form": "test"})
            referrals.confirm(came, shown=words, capture=capture, now=NOW)
    db.session.execute(db.update(Message).where(Message.name == "survey").values(state=MessageState.CANCELLED))
    assert ambassadors.thank_due(now=NOW) == 1


def _digest(vacancy: Vacancy, match: Match, language: Language) -> None:
    """A colleague who chose one mail a day for this vacancy, and what they got this morning."""
    reader = make_user(language=language)
    vacancy.recruiters.append(reader)
    recruiting.choose(vacancy, reader, AlertFrequency.DAILY)
    yesterday = NOW - timedelta(days=4)
    db.session.add(
        Mention(candidate_id=match.candidate_id, vacancy_id=vacancy.id, user_id=reader.id, found_at=yesterday)
    )
    db.session.flush()
    digests.mail_due(reader, now=NOW)
    vacancy.recruiters.remove(reader)


def make_webhook() -> Webhook:
    webhook = Webhook(kind=WebhookKind.SIGNED, name="Planning", url="https://planning.example/weerzien", created_at=NOW)
    db.session.add(webhook)
    db.session.flush()
    return webhook


def _matched(vacancy: Vacancy, language: Language) -> Match:
    candidate = make_candidate(cv=CV, allows=EVERYTHING, language=language, headline="Chauffeur", place="Zaandam")
    candidate.documents[0].content = CV.encode()
    candidate.known_by = list(vacancy.recruiters) or [make_user(email="knows@example.org")]
    candidate.tags = [db.session.merge(tag) for tag in db.session.scalars(db.select(Tag))] or [Tag.named("rijbewijs")]
    run = MatchRun(vacancy=vacancy, started_at=NOW, finished_at=NOW, compared=2, left_out={}, versions={})
    match = Match(
        run=run,
        vacancy=vacancy,
        candidate=candidate,
        score=0.5,
        probability=0.9,
        band=Band.STRONG,
        reasons=[{"text": "laadklep", "amount": 0.5, "kind": "term"}],
        evidence=[
            {
                "requirement": "Rijbewijs CE",
                "must": True,
                "finding": "found",
                "before": "",
                "marked": "CE",
                "after": "",
            },
            {"requirement": "Code 95", "must": False, "finding": "not_found", "before": "", "marked": "", "after": ""},
        ],
        found_at=NOW,
    )
    db.session.add(match)
    db.session.commit()
    return match


def _letters_about_time(language: Language) -> None:
    """Somebody who is reminded, somebody whose permission ends soon, somebody who asked to be erased."""
    asked = make_candidate(language=language, procedure_closed_at=NOW - timedelta(days=15))
    officer = Capture(channel="rejection_mail", actor="user:1", language=language, details={})
    record(asked, Purpose.KEEP_PROFILE, ConsentKind.REQUESTED, capture=officer, now=NOW - timedelta(days=15))
    kept = make_candidate(language=language, procedure_closed_at=NOW - timedelta(days=340))
    give(kept, EVERYTHING, now=NOW - timedelta(days=330))
    changed = make_candidate(language=language, allows=EVERYTHING)
    own = Capture(channel="settings", actor="user:1", language=language, details={})
    end(changed, Purpose.MATCH_VACANCIES, ConsentKind.INVALIDATED, capture=own, now=NOW)
    for _queued in letters.queue_due(now=NOW):
        db.session.flush()
    leaving = make_candidate(language=language)
    own = Capture(channel="personal_link", actor="subject", language=language, details={})
    erasing.ask(leaving, capture=own, keep_mark=True, now=NOW)


def _reject(by: User, language: Language) -> None:
    application = make_application(
        make_candidate(procedure_closed_at=None, language=language, cv=CV), make_vacancy("Rijbewijs CE", "Code 95")
    )
    one, other = application.vacancy.requirements
    findings = {one.id: (Finding.STRONG, "Dit zat goed."), other.id: (Finding.NOT_YET, "Haal dit nog.")}
    turn_down(application, findings=findings, by=by)


def _set_right(by: User, language: Language) -> None:
    """Somebody who got a letter that was wrong."""
    application = make_application(make_candidate(procedure_closed_at=None, language=language), make_vacancy("VCA"))
    mail.queue(
        "correction",
        application.candidate,
        message_class=MessageClass.PROCESS,
        dedupe_key=f"correction:a{application.id}",
        now=NOW,
        sender=by,
        vacancy=application.vacancy,
        words="We verwisselden twee brieven.\n\nDat spijt ons.",
    )


def _still_waiting(by: User, language: Language) -> None:
    """Somebody who hears that the application is still open."""
    application = make_application(make_candidate(procedure_closed_at=None, language=language), make_vacancy("VCA"))
    mail.queue(
        "status",
        application.candidate,
        message_class=MessageClass.PROCESS,
        dedupe_key=f"status:a{application.id}",
        now=NOW,
        sender=by,
        **letter.status(application, "Vrijdag beslissen we."),
    )
