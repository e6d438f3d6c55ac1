"""One click stops mail (RFC 8058). GET asks; only POST acts, and it answers 200 whatever it is sent."""

from flask import g, render_template, request

from crm import links
from crm.access import public, secret_form
from crm.clock import utcnow
from crm.consent import stopping
from crm.extensions import db
from crm.languages import LANGUAGES
from crm.portal import services
from crm.portal.access import capture
from crm.portal.blueprint import bp
from models import Link, LinkKind, Purpose


@bp.get("/u/<secret>")
@public
def unsubscribe(secret: str) -> str:
    _link, what = _behind(secret)
    return render_template("portal/unsubscribe.html", secret=secret, what=what)


@bp.post("/u/<secret>")
@secret_form
def unsubscribed(secret: str) -> str:
    """A mail provider posts here without cookies, so the secret of the address is all it takes.

    Of somebody who is gone meanwhile no mail goes out any more, so the answer is true for an unknown address as well.
    """
    now = utcnow()
    link, what = _behind(secret)
    if link and link.candidate:
        sent_in = link.message.message_class if link.message else None
        how = capture(link, form="unsubscribe")
        services.send_receipt(link.candidate, stopping.stop(link.candidate, sent_in, capture=how, now=now), now=now)
    db.session.commit()
    return render_template("portal/unsubscribed.html", what=what)


def _behind(secret: str) -> tuple[Link | None, str]:
    """The link, if we know it, and in one word what it stops: `vacancies`, `surveys` or `all`."""
    link = links.opened(secret, LinkKind.UNSUBSCRIBE, now=utcnow())
    if link and link.candidate:
        chosen = request.values.get("language")
        g.language = chosen if chosen in LANGUAGES else link.candidate.language.value
    sent_in = link.message.message_class if link and link.message else None
    words = {Purpose.EMAIL_VACANCIES: "vacancies", Purpose.SURVEY: "surveys"}
    return link, words.get(sent_in.purpose, "all") if sent_in and sent_in.purpose else "all"
