"""Deciding about a match. Each decision is a noun to post to, and carries the name of who made it."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import Response as File
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import contains_eager
from werkzeug.wrappers import Response

from crm.access import needs
from crm.candidates.looks import remember_look
from crm.clock import utcnow
from crm.extensions import db
from crm.invitations import services
from crm.invitations.calendar import calendar_file
from crm.invitations.forms import InvitationForm, PostponementForm, RefusalForm
from crm.invitations.letter import preview
from crm.invitations.words import why_not_words
from crm.links import public_url
from crm.mail.contact import budget_of
from crm.mail.contact_words import contact_words
from crm.mail.leaving import leaves_later
from crm.pages import flash_undo
from models import AlreadyInvited, Candidate, Invitation, Match, Organisation, Purpose, may

bp = Blueprint("invitations", __name__, url_prefix="/matches")


@bp.route("/<int:match_id>/invitation", methods=["GET", "POST"])
@needs("invite")
def invite(match_id: int) -> str | Response | tuple[str, int]:
    match = _match(match_id)
    form = InvitationForm()
    if request.method == "POST" and not form.preview.data and form.validate():
        return _send(match, form.sentence.data or "")
    now, person = utcnow(), match.candidate
    if request.method == "GET":
        remember_look(person, "invitations.invite", by=current_user, now=now, vacancy=match.vacancy)
    reason = services.why_not(match, by=current_user, now=now)
    page = render_template(
        "invitations/invite.html",
        match=match,
        form=form,
        invited=services.invitation_of(match),
        why_not=why_not_words(reason, person, by=current_user, now=now) if reason else None,
        contact=contact_words(budget_of(person, by=current_user, now=now), person.first_name or person.name),
        letter=preview(match, sentence=form.sentence.data or "", by=current_user, now=now),
        mail_until=may(person, Purpose.EMAIL_VACANCIES, now).until,
        compare_until=may(person, Purpose.MATCH_VACANCIES, now).until,
    )
    return page, 422 if form.errors else 200


def _send(match: Match, sentence: str) -> Response:
    try:
        letter = services.invite(match, sentence=sentence, by=current_user, now=utcnow()).message
        db.session.commit()
        flash(_invited_words(match.candidate.first_name, leaves_later(letter, now=utcnow()) if letter else ""))
    except AlreadyInvited:
        db.session.rollback()
        flash(_("A colleague invited this person for this vacancy already. Nothing was sent twice."), "error")
    except services.MayNotContact as refusal:
        db.session.rollback()
        words = why_not_words(refusal.reason, match.candidate, by=current_user, now=utcnow())
        flash(_("%(why)s Nothing was sent.", why=words), "error")
    return redirect(url_for("vacancies.show", vacancy_id=match.vacancy_id), 303)


@bp.post("/<int:match_id>/refusal")
@needs("invite")
def decide_against(match_id: int) -> Response:
    match, form = _match(match_id), RefusalForm()
    if not form.validate():
        return _back(match, next(iter(form.errors.values()))[0])
    try:
        services.decide_against(match, reason=form.reason.data or "", by=current_user, now=utcnow())
    except AlreadyInvited:
        return _invited_already(match)
    return _decided(match, _("Not for this one. %(name)s stays in the pool.", name=match.candidate.first_name))


@bp.post("/<int:match_id>/postponement")
@needs("invite")
def postpone(match_id: int) -> Response:
    match, zone = _match(match_id), _zone()
    form = PostponementForm(today=utcnow().astimezone(zone).date())
    if not form.validate():
        return _back(match, next(iter(form.errors.values()))[0])
    until = datetime.combine(form.until.data, time(0), tzinfo=zone).astimezone(UTC)
    try:
        services.postpone(match, until=until, by=current_user, now=utcnow())
    except AlreadyInvited:
        return _invited_already(match)
    return _decided(match, _("Later. We show %(name)s again on that day.", name=match.candidate.first_name))


@bp.post("/<int:match_id>/reconsideration")
@needs("invite")
def reconsider(match_id: int) -> Response:
    match = _match(match_id)
    try:
        services.reconsider(match, by=current_user, now=utcnow())
    except AlreadyInvited:
        return _invited_already(match)
    db.session.commit()
    return _back(match, _("Taken back."), "message")


@bp.get("/answers/<public_id>/calendar")
@needs("invite")
def calendar(public_id: str) -> File | Response:
    """The moment that somebody proposed, for the calendar of who will talk to them."""
    now = utcnow()
    known = db.select(Invitation).join(Invitation.candidate).where(Candidate.is_visible(now))
    invitation = db.first_or_404(known.where(Invitation.public_id == public_id))
    if not invitation.moment:
        return redirect(url_for("vacancies.answers", vacancy_id=invitation.vacancy_id), 303)
    name, title = invitation.candidate.short_name, invitation.vacancy.title
    return calendar_file(
        invitation,
        invitation.moment,
        summary=_("Talk with %(name)s about %(title)s", name=name, title=title),
        description=_("The moment that %(name)s proposed. Confirm it first.", name=name),
        link=public_url(f"/candidates/{invitation.candidate.public_id}"),
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(db.session.scalars(Organisation.current()).one().time_zone)


def _match(match_id: int) -> Match:
    """A match whose person we may compare at this moment; any other does not exist here."""
    shown = Match.shown(utcnow()).where(Match.id == match_id).options(contains_eager(Match.candidate))
    match = db.session.scalars(shown).one_or_none()
    if match is None:
        abort(404)
    return match


def _decided(match: Match, words: str) -> Response:
    """On to the next person: the list opens at its first undecided match."""
    db.session.commit()
    flash_undo(words, url_for(".reconsider", match_id=match.id))
    return redirect(url_for("vacancies.show", vacancy_id=match.vacancy_id), 303)


def _invited_words(name: str, later: str) -> str:
    if not later:
        return _("Invited. The letter to %(name)s is on its way.", name=name)
    return _(
        "Invited. The letter to %(name)s leaves %(moment)s. Until then you can take it back under Messages.",
        name=name,
        moment=later,
    )


def _back(match: Match, words: str, kind: str = "error") -> Response:
    flash(words, kind)
    return redirect(url_for("vacancies.show", vacancy_id=match.vacancy_id, match=match.id), 303)


def _invited_already(match: Match) -> Response:
    db.session.rollback()
    return _back(match, _("This person was invited already; a letter cannot be unwritten."))
