"""The record of processing as a page that prints."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template

from crm.access import needs
from crm.extensions import db
from crm.records.activities import ACTIVITIES
from models import Organisation

bp = Blueprint("records", __name__, url_prefix="/records")


@bp.get("")
@needs("retention")
def index() -> str:
    organisation = db.session.scalars(Organisation.current()).one()
    return render_template(
        "records/index.html",
        organisation=organisation,
        preset=organisation.preset,
        activities=ACTIVITIES,
        mail_host=_host("CRM_MAIL_URL"),
        database_host=_host("CRM_DATABASE_URL"),
    )


def _host(setting: str) -> str | None:
    """The machine in an address of ours, never its password; None when it is this machine."""
    return urlsplit(str(current_app.config[setting])).hostname
