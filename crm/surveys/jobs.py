"""The sweep of the survey: who is asked, also about advice, and which drafts have had their time."""

from crm.clock import utcnow
from crm.extensions import db
from crm.queue import sweep
from crm.surveys import advice, ambassadors, due, referrals, services


@sweep
def surveys() -> None:
    now = utcnow()
    for _queued in due.queue_due(now=now):
        db.session.commit()
    for _queued in advice.queue_due(now=now):
        db.session.commit()
    ambassadors.thank_due(now=now)
    services.remove_old_drafts(now=now)
    referrals.forget_unconfirmed(now=now)
    db.session.commit()
