"""Reading an invitation and answering it: GET shows, POST answers, and the last answer counts."""

from flask import Response as File
from flask import abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm.access import public, secret_form
from crm.clock import utcnow
from crm.extensions import db
from crm.invitations import services as invitations
from crm.invitations.calendar import calendar_file
from crm.invitations.candidacy import candidacy_of, is_decided
from crm.portal import services
from crm.portal.access import capture, enter, enter_form
from crm.portal.answer_form import AnswerForm
from crm.portal.blueprint import bp
from models import Candidate, Invitation, Organisation, Reply


@bp.get("/p/<secret>/invitations/<public_id>")
@public
def invitation(secret: str, public_id: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    chosen = _invitation(candidate, public_id)
    return _page(secret, chosen, AnswerForm.of(chosen, request.args.get("answer"), now=utcnow()))


@bp.post("/p/<secret>/invitations/<public_id>")
@secret_form
def answer(secret: str, public_id: str) -> Response | tuple[str, int]:
    now = utcnow()
    link, candidate = enter_form(secret, now=now)
    chosen, form = _invitation(candidate, public_id), AnswerForm(now=now)
    if not form.validate():
        return _page(secret, chosen, form), 422
    given = form.given
    if given.reply is not Reply.STOP and is_decided(chosen):
        return redirect(url_for(".invitation", secret=secret, public_id=public_id, language=g.language), 303)
    events = invitations.answer(
        chosen,
        reply=given.reply,
        note=given.note,
        until=given.until,
        moment=given.moment,
        now=now,
        capture=capture(link, form="answer"),
    )
    services.send_receipt(candidate, events, now=now)
    db.session.commit()
    return redirect(url_for(".answered", secret=secret, public_id=public_id, language=g.language), 303)


@bp.get("/p/<secret>/invitations/<public_id>/answer")
@public
def answered(secret: str, public_id: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    chosen = _invitation(candidate, public_id)
    return render_template("portal/answered.html", secret=secret, invitation=chosen, candidacy=candidacy_of(chosen))


@bp.get("/p/<secret>/invitations/<public_id>/calendar")
@public
def calendar(secret: str, public_id: str) -> File | Response:
    """The moment they proposed, for their own calendar."""
    _link, candidate = enter(secret, now=utcnow())
    chosen = _invitation(candidate, public_id)
    if not chosen.moment:
        return redirect(url_for(".answered", secret=secret, public_id=public_id, language=g.language), 303)
    organisation = db.session.scalars(Organisation.current()).one()
    who = chosen.invited_by.name
    return calendar_file(
        chosen,
        chosen.moment,
        summary=_(
            "Talk with %(organisation)s about %(title)s", organisation=organisation.name, title=chosen.vacancy.title
        ),
        description=_("You proposed this moment. %(name)s confirms it.", name=who),
    )


def _page(secret: str, chosen: Invitation, form: AnswerForm) -> str:
    return render_template(
        "portal/invitation.html", secret=secret, invitation=chosen, form=form, decided=is_decided(chosen)
    )


def _invitation(candidate: Candidate, public_id: str) -> Invitation:
    """An invitation of this person; anybody else's does not exist here."""
    found = [invitation for invitation in candidate.invitations if invitation.public_id == public_id]
    return found[0] if found else abort(404)
