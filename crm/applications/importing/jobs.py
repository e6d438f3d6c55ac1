"""Reports hold values of people, so they do not stay."""

from pathlib import Path

from flask import current_app

from crm.applications.importing import services
from crm.clock import utcnow
from crm.queue import sweep


@sweep
def expire_import_reports() -> None:
    services.expire_reports(services.reports_in(Path(current_app.config["CRM_DATA_DIR"])), now=utcnow())
