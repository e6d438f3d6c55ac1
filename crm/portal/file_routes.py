"""What opens with the code: the whole file, its corrections, and taking it along or away."""

from flask import abort, flash, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm.access import public, secret_form
from crm.applications.telling import untold
from crm.candidates.addresses import ask_address_change
from crm.clock import utcnow
from crm.extensions import db
from crm.portal import rights
from crm.portal.access import capture
from crm.portal.blueprint import bp
from crm.portal.door import enter_open
from crm.portal.forms import AddressForm, CorrectionForm, EraseForm, ExplanationForm, UploadForm
from crm.portal.history import Pages
from crm.portal.own_routes import Answer, home, thanked
from crm.privacy import erasing, exporting
from crm.privacy.holds import hold_on
from crm.requests import services as requests
from models import Candidate, Document, Download, Language, Match, ReceivedMail

ATTACHMENT = "default-src 'none'; sandbox"


@bp.get("/p/<secret>/file")
@public
def file(secret: str) -> str:
    _link, candidate = enter_open(secret, "file", now=utcnow())
    received = db.session.scalars(ReceivedMail.of(candidate.id)).all()
    return render_template(
        "portal/file.html", secret=secret, candidate=candidate, received=received, untold=untold(candidate)
    )


@bp.get("/p/<secret>/file/<int:document_id>")
@public
def own_document(secret: str, document_id: int) -> Response:
    """Their own file as they sent it, always as an attachment."""
    _link, candidate = enter_open(secret, "file", now=utcnow())
    found = db.session.get(Document, document_id)
    if found is None or found.candidate_id != candidate.id or found.content is None:
        abort(404)
    return _attachment(found.content, found.filename)


def _attachment(content: bytes, filename: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Content-Security-Policy"] = ATTACHMENT
    return response


@bp.get("/p/<secret>/correction")
@public
def correction(secret: str) -> str:
    _link, candidate = enter_open(secret, "correction", now=utcnow())
    return render_template("portal/correction.html", secret=secret, form=CorrectionForm.of(candidate))


@bp.post("/p/<secret>/correction")
@secret_form
def correct(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_open(secret, "correction", now=now)
    form = CorrectionForm()
    if not form.validate():
        return render_template("portal/correction.html", secret=secret, form=form), 422
    try:
        asked = requests.ask_correction(candidate, form.values(), now=now)
    except requests.TooManyRequests:
        return _too_many_requests()
    db.session.commit()
    flash(
        _("Thank you. A colleague looks at it; you hear from us within a month.")
        if asked
        else _("Nothing was different, so nothing changed.")
    )
    return home(secret)


def _too_many_requests() -> tuple[str, int]:
    db.session.rollback()
    return render_template("portal/too_many_requests.html"), 429


@bp.get("/p/<secret>/address")
@public
def address(secret: str) -> str:
    enter_open(secret, "address", now=utcnow())
    return render_template("portal/address.html", secret=secret, form=AddressForm(None))


@bp.post("/p/<secret>/address")
@secret_form
def change_address(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_open(secret, "address", now=now)
    form = AddressForm()
    if not form.validate():
        return render_template("portal/address.html", secret=secret, form=form), 422
    ask_address_change(candidate, (form.email.data or "").strip().lower(), now=now)
    db.session.commit()
    flash(_("Look in the mail of your new address: it counts once you confirm it there."))
    return home(secret)


@bp.get("/p/<secret>/cv")
@public
def new_cv(secret: str) -> str:
    enter_open(secret, "new_cv", now=utcnow())
    return render_template("portal/new_cv.html", secret=secret, form=UploadForm(None))


@bp.post("/p/<secret>/cv")
@secret_form
def upload(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_open(secret, "new_cv", now=now)
    form = UploadForm()
    if form.validate():
        result = rights.add_cv(candidate, form.file.data, now=now)
        if result.reason is None:
            db.session.commit()
            return thanked(secret, result, _("Thank you. From now on we look at this CV."))
        form.file.errors = [str(result.reason)]
    return render_template("portal/new_cv.html", secret=secret, form=form), 422


@bp.get("/p/<secret>/history")
@public
def history(secret: str) -> str:
    _link, candidate = enter_open(secret, "history", now=utcnow())
    page = Pages(candidate, Language(g.language))
    return render_template("portal/history.html", secret=secret, page=page, form=ExplanationForm(None))


@bp.post("/p/<secret>/explanations/<int:match_id>")
@secret_form
def explain(secret: str, match_id: int) -> Answer:
    """Ask why they were compared like this (GDPR Art. 15; AI Act Art. 86)."""
    now = utcnow()
    _link, candidate = enter_open(secret, "history", now=now)
    match = db.session.get(Match, match_id)
    if match is None or match.candidate_id != candidate.id:
        abort(404)
    question = (ExplanationForm().question.data or "")[:1000]
    try:
        requests.ask_explanation(candidate, question, match=match, now=now)
    except requests.TooManyRequests:
        return _too_many_requests()
    db.session.commit()
    flash(_("Thank you. A colleague explains it to you within a month."))
    return redirect(url_for(".history", secret=secret, language=g.language), 303)


@bp.get("/p/<secret>/download")
@public
def download(secret: str) -> str:
    _link, candidate = enter_open(secret, "download", now=utcnow())
    return render_template("portal/download.html", secret=secret, ready=_ready(candidate))


def _ready(candidate: Candidate) -> Download | None:
    ready = db.select(Download).where(
        Download.candidate_id == candidate.id, Download.fetched_at.is_(None), Download.expires_at > utcnow()
    )
    return db.session.scalars(ready.order_by(Download.id.desc()).limit(1)).one_or_none()


@bp.post("/p/<secret>/download")
@secret_form
def make_download(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_open(secret, "download", now=now)
    if _ready(candidate) is None:
        exporting.make_download(candidate, now=now)
        db.session.commit()
    return redirect(url_for(".download", secret=secret, language=g.language), 303)


@bp.post("/p/<secret>/download/<public_id>")
@secret_form
def fetch(secret: str, public_id: str) -> Answer:
    """The zip, once: fetching changes something, so it takes a button."""
    now = utcnow()
    _link, candidate = enter_open(secret, "download", now=now)
    content = exporting.fetch(candidate, public_id, now=now)
    db.session.commit()
    if content is None:
        flash(_("This download was fetched already, or is older than a day. Make a new one."), "error")
        return redirect(url_for(".download", secret=secret, language=g.language), 303)
    return _attachment(content, f"weerzien-{now:%Y-%m-%d}.zip")


@bp.get("/p/<secret>/erasure")
@public
def erasure(secret: str) -> str:
    _link, candidate = enter_open(secret, "erasure", now=utcnow())
    held = hold_on(candidate) is not None
    return render_template("portal/erasure.html", secret=secret, form=EraseForm(None), held=held)


@bp.post("/p/<secret>/erasure")
@secret_form
def erase(secret: str) -> Answer:
    now = utcnow()
    link, candidate = enter_open(secret, "erasure", now=now)
    erasing.ask(candidate, capture=capture(link, form="erasure"), keep_mark=not EraseForm().forget_mark.data, now=now)
    db.session.commit()
    return home(secret)
