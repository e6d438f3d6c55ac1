"""What goes on after an import: accepted permissions are written, and reports, which hold values of people, go."""

from pathlib import Path

from flask import current_app

from crm.applications.importing import accepting, services
from crm.clock import utcnow
from crm.extensions import db
from crm.queue import sweep


@sweep
def expire_import_reports() -> None:
    services.expire_reports(services.reports_in(Path(current_app.config["CRM_DATA_DIR"])), now=utcnow())


@sweep
def claims() -> None:
    while accepting.write_some(now=utcnow()):
        db.session.commit()
    db.session.rollback()
