"""Searching the pool, and the page of one person."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.candidates import addresses, services
from crm.candidates.excerpts import excerpt, marked
from crm.candidates.forms import AddressForm, TagForm
from crm.candidates.looks import remember_look
from crm.candidates.search import Search
from crm.candidates.timeline import timeline
from crm.clock import utcnow
from crm.extensions import db
from crm.mail import bounces
from crm.mail.contact import budget_of
from crm.mail.contact_words import contact_words
from models import CallTask, Candidate, Document, Purpose, Referral, may
from models.words import search_words

bp = Blueprint("candidates", __name__, url_prefix="/candidates")
ATTACHMENT = "default-src 'none'; sandbox"


@bp.get("")
@needs("pool")
def index() -> str:
    """The address is the search."""
    now = utcnow()
    found = Search.from_address(request.args).run(now=now)
    words = search_words(found.search.words)
    return render_template(
        "candidates/index.html",
        found=found,
        search=found.search,
        mark=lambda text: marked(text or "", words),
        part=lambda text: excerpt(text or "", words),
        mail_until=lambda candidate: may(candidate, Purpose.EMAIL_VACANCIES, now).until,
    )


@bp.get("/<public_id>")
@needs("pool")
def show(public_id: str) -> str:
    candidate = _candidate(public_id)
    remember_look(candidate, "candidates.show", by=current_user, now=utcnow())
    return _page(candidate, TagForm(None))


@bp.post("/<public_id>/tags")
@needs("pool")
def add_tag(public_id: str) -> Response | tuple[str, int]:
    candidate, form = _candidate(public_id), TagForm()
    if not form.validate():
        return _page(candidate, form), 422
    try:
        services.add_tag(candidate, form.name.data or "")
    except services.TooManyTags:
        flash(_("This person has so many tags that nobody reads them. Remove one first."), "error")
    db.session.commit()
    return _to(candidate)


@bp.post("/<public_id>/tags/removal")
@needs("pool")
def remove_tag(public_id: str) -> Response:
    candidate = _candidate(public_id)
    services.remove_tag(candidate, request.form.get("name", ""))
    db.session.commit()
    return _to(candidate)


@bp.post("/<public_id>/address")
@needs("pool")
def address_works(public_id: str) -> Response:
    """A colleague knows that mail arrives there again."""
    candidate = _candidate(public_id)
    services.address_works(candidate, by=current_user, now=utcnow())
    db.session.commit()
    flash(_("We write to %(address)s again.", address=candidate.email))
    return _to(candidate)


@bp.post("/<public_id>/address/change")
@needs("pool")
def pass_on_address(public_id: str) -> Response | tuple[str, int]:
    """The address that somebody told by telephone; it counts once its mailbox says so."""
    candidate, form = _candidate(public_id), AddressForm()
    if not form.validate():
        return _page(candidate, TagForm(None), form), 422
    email = (form.email.data or "").strip().lower()
    addresses.pass_on(candidate, email, by=current_user, now=utcnow())
    db.session.commit()
    flash(_("We mailed %(address)s. It counts once they confirm it there.", address=email))
    return _to(candidate)


@bp.get("/<public_id>/documents/<int:document_id>")
@needs("pool")
def document(public_id: str, document_id: int) -> Response:
    """The file as it came, always as an attachment: nothing somebody else made is ever shown in our origin."""
    candidate = _candidate(public_id)
    found = db.session.get(Document, document_id)
    if found is None or found.candidate_id != candidate.id or found.content is None:
        abort(404)
    remember_look(candidate, "candidates.document", by=current_user, now=utcnow())
    response = make_response(found.content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=found.filename)
    response.headers["Content-Security-Policy"] = ATTACHMENT
    return response


def _candidate(public_id: str) -> Candidate:
    """Somebody staff may see at this moment; hidden and unknown are the same answer."""
    candidate = services.person(public_id, utcnow())
    if candidate is None:
        abort(404)
    return candidate


def _page(candidate: Candidate, form: TagForm, address_form: AddressForm | None = None) -> str:
    now, contact = utcnow(), budget_of(candidate, by=current_user, now=utcnow())
    return render_template(
        "candidates/show.html",
        candidate=candidate,
        form=form,
        tags=services.all_tags(),
        compare_until=may(candidate, Purpose.MATCH_VACANCIES, now).until,
        mail_until=may(candidate, Purpose.EMAIL_VACANCIES, now).until,
        contact=contact,
        contact_words=contact_words(contact, candidate.first_name or candidate.name),
        matches=services.open_matches(candidate, now),
        entries=timeline(candidate, now=now),
        wishes=services.wishes_of(candidate),
        promises=services.standing_promises(candidate),
        trouble=bounces.trouble_with(candidate),
        address_form=address_form or AddressForm(None),
        address_waits=addresses.waiting(candidate, now),
        referrals=db.session.scalars(Referral.confirmed(candidate.id)).all(),
        call_due=db.session.scalars(CallTask.open().where(CallTask.candidate_id == candidate.id)).first(),
    )


def _to(candidate: Candidate) -> Response:
    return redirect(url_for(".show", public_id=candidate.public_id), 303)
