"""Recording a yes on paper, and looking at it with a second pair of eyes."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.candidates.services import person
from crm.clock import utcnow
from crm.extensions import db
from crm.papers import services
from crm.papers.forms import PaperForm
from models import Candidate, PaperConsent

bp = Blueprint("papers", __name__, url_prefix="/papers")
ATTACHMENT = "default-src 'none'; sandbox"


@bp.get("")
@needs("accept_consent")
def index() -> str:
    page = db.paginate(services.waiting(), per_page=25)
    return render_template("papers/index.html", page=page)


@bp.get("/new/<public_id>")
@needs("pool")
def new(public_id: str) -> str:
    return render_template("papers/new.html", candidate=_candidate(public_id), form=PaperForm(None))


@bp.post("/new/<public_id>")
@needs("pool")
def record(public_id: str) -> Response | tuple[str, int]:
    candidate, form, now = _candidate(public_id), PaperForm(), utcnow()
    if form.validate_on_submit() and _is_past(form):
        upload = form.file.data
        try:
            services.record(
                candidate,
                form.purposes,
                given_on=form.given_on.data,
                filename=(upload.filename or "paper").replace("\\", "/").rsplit("/", 1)[-1][-120:],
                content=upload.read(services.MAX_BYTES + 1),
                by=current_user,
                now=now,
            )
        except services.NoAddress:
            form.form_errors.append(_("We have no e-mail address of this person, so they cannot confirm it."))
        except services.NoProof:
            form.file.errors = [_("This is no PDF, PNG or JPEG of at most 20 MB. Scan the paper again.")]
        except services.SaidNo:
            form.form_errors.append(_("They said no to this on their own page. Only they can change that, there."))
        except services.NeedsProfile:
            form.keep_profile.errors = [_("Comparing and mailing need the profile to be kept; was that asked too?")]
        else:
            db.session.commit()
            flash(_("Kept. A privacy officer looks at it; then they get a mail to confirm it."))
            return redirect(url_for("candidates.show", public_id=public_id), 303)
    return render_template("papers/new.html", candidate=candidate, form=form), 422


def _is_past(form: PaperForm) -> bool:
    if not form.purposes:
        form.form_errors.append(_("Tick what they said yes to."))
    elif form.given_on.data and form.given_on.data > utcnow().date():
        form.given_on.errors = [_("That day is still to come.")]
    else:
        return True
    return False


@bp.get("/<int:paper_id>/file")
@needs("accept_consent")
def file(paper_id: int) -> Response:
    """Always as an attachment: nothing somebody else made is shown in our origin."""
    paper = _paper(paper_id)
    response = make_response(paper.content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=paper.filename)
    response.headers["Content-Security-Policy"] = ATTACHMENT
    return response


@bp.post("/<int:paper_id>")
@needs("accept_consent")
def check(paper_id: int) -> Response:
    accepts = request.form.get("decision") == "accept"
    try:
        (services.accept if accepts else services.refuse)(_paper(paper_id), by=current_user, now=utcnow())
    except services.SamePerson:
        flash(_("You recorded this yourself, so a colleague looks at it."), "error")
    except services.AlreadyChecked:
        flash(_("A colleague decided about this meanwhile."), "error")
    else:
        flash(_("They get a mail to confirm it, within a week.") if accepts else _("Refused. Nothing happens with it."))
    db.session.commit()
    return redirect(url_for(".index"), 303)


def _paper(paper_id: int) -> PaperConsent:
    found = db.session.get(PaperConsent, paper_id)
    if found is None:
        abort(404)
    return found


def _candidate(public_id: str) -> Candidate:
    found = person(public_id, utcnow())
    if found is None:
        abort(404)
    return found
