"""The sweeps that compare, and that mail the team what was found."""

import threading

from crm.clock import utcnow
from crm.extensions import db
from crm.logs import log_exception
from crm.queue import sweep
from crm.vacancies import digests
from models import Mention

_running = threading.Lock()
_once_more = threading.Event()


@sweep
def match() -> None:
    """One comparison at a time in each worker: the other thread stays free for mail. Whoever finds this running
    only asks it to look once more."""
    from crm.vacancies.matching import match_due  # NumPy, and later SciPy: the web never needs them

    _once_more.set()
    while _once_more.is_set() and _running.acquire(blocking=False):
        try:
            _once_more.clear()
            match_due(now=utcnow())
        finally:
            _running.release()


@sweep
def alerts() -> None:
    """Mail what is due: digests whose morning has come, and mails that are made again because somebody left."""
    now = utcnow()
    db.session.execute(Mention.name_again())
    db.session.commit()
    for user in digests.readers():
        try:
            digests.mail_due(user, now=now)
            db.session.commit()
        except Exception as error:  # one reader's trouble is not another's
            db.session.rollback()
            log_exception(error, user=user.id)
    db.session.rollback()
