"""The daily sweep. It is cheap when nothing is due, so it looks every minute."""

from crm.clock import utcnow
from crm.extensions import db
from crm.privacy import cleaning
from crm.queue import sweep
from crm.retention import letters, services


@sweep
def retention() -> None:
    now = utcnow()
    erased = False
    for _candidate, kind in services.sweep(now=now):
        db.session.commit()
        erased = erased or kind in ("erased", "withdrawn")
    for _queued in letters.queue_due(now=now):
        db.session.commit()
    for _removed in cleaning.clean(now=now):
        db.session.commit()
    db.session.rollback()
    if erased:
        cleaning.scrub()
