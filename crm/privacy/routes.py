"""Public pages about the installation itself."""

from flask import Blueprint, jsonify, render_template
from sqlalchemy import text
from werkzeug.wrappers import Response

from crm.access import public
from crm.extensions import db
from models import Organisation
from models.retention import EU_DEFAULT, UNREACHABLE_DAYS

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
@public
def notice() -> str:
    organisation = db.session.scalars(Organisation.current()).one_or_none()
    preset = organisation.preset if organisation else EU_DEFAULT
    return render_template("privacy/notice.html", preset=preset, unreachable_days=UNREACHABLE_DAYS)


@bp.get("/health")
@public
def health() -> Response:
    """For a load balancer: answers when the database does."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")
