"""What a person changes without a code: wishes, a pause, what we may not do; and the proof of their choices."""

from flask import abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm import links
from crm.access import public, secret_form
from crm.candidates.documents import ReadResult
from crm.clock import utcnow
from crm.consent.receipts import receipt
from crm.consent.replay import chains_of
from crm.extensions import db
from crm.portal import rights, services
from crm.portal.access import capture, enter, enter_form
from crm.portal.blueprint import bp
from crm.portal.days import day_begins
from crm.portal.forms import PauseForm, WishesForm
from crm.requests import services as requests
from models import Candidate, ConsentEvent, Wishes

Answer = str | Response | tuple[str, int]


def home(secret: str) -> Response:
    return redirect(url_for("portal.show", secret=secret, language=g.language), 303)


def thanked(secret: str, file: ReadResult, words: str) -> Response:
    """After a file of theirs was kept: whether it held what we may not keep, too."""
    flash(words)
    if file.taken:
        flash(_("It held a number that we may not keep, so we left that out and kept the text, not the file."))
    return home(secret)


@bp.get("/p/<secret>/wishes")
@public
def wishes(secret: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    form = WishesForm(None, obj=db.session.get(Wishes, candidate.id))
    return render_template("portal/wishes.html", secret=secret, form=form)


@bp.post("/p/<secret>/wishes")
@secret_form
def wish(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    form = WishesForm()
    if not form.validate():
        return render_template("portal/wishes.html", secret=secret, form=form), 422
    rights.wish(candidate, now=now, **form.values())
    db.session.commit()
    flash(_("Saved. Our recruiters see what you are looking for."))
    return home(secret)


@bp.get("/p/<secret>/pause")
@public
def pause(secret: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    return _pause_page(secret, candidate, PauseForm(None))


@bp.post("/p/<secret>/pause")
@secret_form
def set_pause(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    form = PauseForm()
    if form.end.data:
        rights.rest(candidate, until=None)
    elif not form.validate():
        return _pause_page(secret, candidate, form), 422
    elif form.until.data is None or not now < day_begins(form.until.data):
        form.until.errors = [_("Choose a day that is still to come.")]
        return _pause_page(secret, candidate, form), 422
    else:
        rights.rest(candidate, until=day_begins(form.until.data))
    db.session.commit()
    flash(_("Saved. The pause is over.") if form.end.data else _("Saved. Until that day you hear nothing from us."))
    return home(secret)


def _pause_page(secret: str, candidate: Candidate, form: PauseForm) -> str:
    paused = candidate.paused_until if candidate.paused_until and candidate.paused_until > utcnow() else None
    return render_template("portal/pause.html", secret=secret, form=form, paused=paused)


@bp.get("/p/<secret>/customer")
@public
def customer(secret: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    return render_template("portal/customer.html", secret=secret, candidate=candidate)


@bp.post("/p/<secret>/customer")
@secret_form
def set_customer(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    is_one = request.form.get("customer") == "yes"
    rights.say_customer(candidate, is_one, now=now)
    db.session.commit()
    flash(_("Thank you for telling us.") if is_one else _("Saved. We forgot it."))
    return home(secret)


@bp.get("/p/<secret>/limits")
@public
def limits(secret: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    return render_template("portal/limits.html", secret=secret, candidate=candidate)


@bp.post("/p/<secret>/restriction")
@secret_form
def restrict(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    requests.restrict(candidate, now=now)
    db.session.commit()
    flash(_("Done. We keep your data and do nothing with it."))
    return home(secret)


@bp.post("/p/<secret>/restriction/end")
@secret_form
def lift_restriction(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    requests.lift_restriction(candidate, now=now)
    db.session.commit()
    flash(_("Done. What you allow below holds again."))
    return home(secret)


@bp.post("/p/<secret>/objection")
@secret_form
def object_to(secret: str) -> Answer:
    now = utcnow()
    link, candidate = enter_form(secret, now=now)
    before = db.session.query(ConsentEvent).filter_by(subject=candidate.public_id).count()
    requests.object_to(candidate, capture=capture(link, form="objection"), now=now)
    events = list(db.session.scalars(ConsentEvent.chain(candidate.public_id)))[before:]
    services.send_receipt(candidate, events, now=now)
    db.session.commit()
    flash(_("Done. We no longer compare or mail."))
    return home(secret)


@bp.post("/p/<secret>/links/end")
@secret_form
def end_links(secret: str) -> Answer:
    """Every link in every mail stops working; a new one is mailed."""
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    links.end_all_of(candidate, now=now)
    rights.send_fresh_link(candidate, now=now)
    db.session.commit()
    return redirect(url_for("portal.my_data_sent", language=g.language), 303)


@bp.get("/p/<secret>/receipts/<int:number>")
@public
def proof(secret: str, number: int) -> str:
    """One choice, as it was made, with everything that proves it. It holds no CV, so the link is enough."""
    event = _event(secret, number)
    return render_template("portal/receipt.html", secret=secret, event=event, receipt=receipt(event))


@bp.get("/p/<secret>/receipts/<int:number>.json")
@public
def proof_json(secret: str, number: int) -> Response:
    return jsonify(receipt(_event(secret, number)))


def _event(secret: str, number: int) -> ConsentEvent:
    _link, candidate = enter(secret, now=utcnow())
    event = db.session.get(ConsentEvent, number)
    if event is None or event.subject not in chains_of(candidate):
        abort(404)
    return event
