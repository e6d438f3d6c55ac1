"""The imports that were made, with what became of their rows."""

from flask import Blueprint, render_template

from crm.access import needs
from crm.extensions import db
from models import ImportBatch

bp = Blueprint("imports", __name__)


@bp.get("/imports")
@needs("imports")
def index() -> str:
    batches = db.paginate(db.select(ImportBatch).order_by(ImportBatch.id.desc()), per_page=25)
    return render_template("imports/index.html", batches=batches)
