"""The imports that were made, with what became of their rows, and the permissions that came with them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.applications.importing import accepting
from crm.clock import utcnow
from crm.extensions import db
from models import ImportBatch

bp = Blueprint("imports", __name__)


@bp.get("/imports")
@needs("imports")
def index() -> str:
    batches = db.paginate(db.select(ImportBatch).order_by(ImportBatch.id.desc()), per_page=25)
    waiting = accepting.claims_by_batch([batch.id for batch in batches.items])
    return render_template("imports/index.html", batches=batches, waiting=waiting)


@bp.get("/imports/<int:batch_id>")
@needs("accept_consent")
def claims(batch_id: int) -> str:
    """The proof of each row, for a privacy officer to read before it counts."""
    batch = _batch(batch_id)
    return render_template("imports/claims.html", batch=batch, page=accepting.page_of_claims(batch))


@bp.post("/imports/<int:batch_id>")
@needs("accept_consent")
def decide(batch_id: int) -> Response:
    batch, accepts = _batch(batch_id), request.form.get("decision") == "accept"
    try:
        (accepting.accept if accepts else accepting.refuse)(batch, by=current_user, now=utcnow())
    except accepting.NotFinished:
        flash(_("This import is not finished yet. Look again when it is."), "error")
    except accepting.AlreadyAccepted:
        flash(_("A colleague decided about this meanwhile."), "error")
    else:
        flash(
            _("Accepted. The permissions are written one by one; that takes a moment.")
            if accepts
            else _("Refused. Whoever came with this is never compared or mailed.")
        )
    db.session.commit()
    return redirect(url_for(".index"), 303)


def _batch(batch_id: int) -> ImportBatch:
    found = db.session.get(ImportBatch, batch_id)
    if found is None:
        abort(404)
    return found
