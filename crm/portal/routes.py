"""The personal page. GET shows, POST acts; what authorises is the secret, and nothing else is asked."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm.access import public, secret_form
from crm.clock import utcnow
from crm.consent import services as consent
from crm.consent.ledger import last_number
from crm.consent.notices import ASKED
from crm.database import MOST_ROWS
from crm.extensions import db
from crm.portal import services
from crm.portal.access import capture, enter, enter_form, network
from crm.portal.blueprint import bp
from crm.portal.forms import MyDataForm
from crm.portal.page import page
from models import Candidate, Language, Purpose


@bp.get("/p/<secret>")
@public
def show(secret: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    return render_template("portal/page.html", secret=secret, **page(candidate, Language(g.language), now=utcnow()))


@bp.post("/p/<secret>")
@secret_form
def choose(secret: str) -> Response | tuple[str, int]:
    now = utcnow()
    link, candidate = enter_form(secret, now=now)
    ticked = {purpose for purpose in ASKED if request.form.get(purpose.value)}
    shown = {purpose: request.form.get(f"shown_{purpose.value}", "") for purpose in ASKED}
    seen = min(request.form.get("seen", 0, type=int), MOST_ROWS)
    try:
        decide = consent.renew if request.form.get("renew") else consent.choose
        form = "renewal" if request.form.get("renew") else "choices"
        events = decide(candidate, ticked, capture=capture(link, form=form), shown=shown, now=now, seen=seen)
    except consent.NeedsProfile:
        return _again(
            secret, candidate, ticked, _("To compare or to mail you, we must keep your profile. Turn this on as well.")
        )
    except consent.NoticeChanged:
        return _again(
            secret, candidate, ticked, _("We changed these words while you were reading. Please read them again.")
        )
    except consent.WithdrawnMeanwhile:
        return _again(
            secret,
            candidate,
            ticked,
            _("You withdrew after you opened this page. If you want this after all, save it now."),
        )
    services.send_receipt(candidate, events, now=now)
    db.session.commit()
    flash(_("Saved. You get a mail that confirms it."))
    return redirect(url_for(".show", secret=secret, language=g.language), 303)


def _again(secret: str, candidate: Candidate, ticked: set[Purpose], error: str) -> tuple[str, int]:
    shown = page(candidate, Language(g.language), now=utcnow(), ticked=ticked, error=error)
    return render_template("portal/page.html", secret=secret, **shown), 422


@bp.get("/p/<secret>/withdrawal")
@public
def withdrawal(secret: str) -> str:
    _link, candidate = enter(secret, now=utcnow())
    return render_template("portal/withdrawal.html", secret=secret, candidate=candidate)


@bp.post("/p/<secret>/withdrawal")
@secret_form
def withdraw(secret: str) -> Response:
    now = utcnow()
    link, candidate = enter_form(secret, now=now)
    events = consent.withdraw(candidate, list(Purpose), capture=capture(link, form="withdrawal"), now=now)
    services.send_receipt(candidate, events, now=now)
    db.session.commit()
    flash(_("Done. We no longer compare or mail."))
    return redirect(url_for(".show", secret=secret, language=g.language), 303)


@bp.post("/p/<secret>/withdrawal/<purpose>")
@secret_form
def turn_off(secret: str, purpose: str) -> Response | str:
    """One switch that is turned off, at once. Without the profile the page is another one, and is shown anew."""
    if purpose not in [asked.value for asked in ASKED]:
        abort(404)
    now = utcnow()
    link, candidate = enter_form(secret, now=now)
    events = consent.withdraw(candidate, [Purpose(purpose)], capture=capture(link, form="switch"), now=now)
    services.send_receipt(candidate, events, now=now)
    db.session.commit()
    if "HX-Request" in request.headers and purpose != Purpose.KEEP_PROFILE.value:
        return render_template("portal/_turned_off.html", seen=last_number(candidate))
    flash(_("Done. You get a mail that confirms it."))
    if "HX-Request" in request.headers:
        return Response(headers={"HX-Refresh": "true"})
    return redirect(url_for(".show", secret=secret, language=g.language), 303)


@bp.route("/my-data", methods=["GET"])
@public
def my_data() -> str:
    return render_template("portal/my_data.html", form=MyDataForm(None))


@bp.post("/my-data")
@secret_form
def send_my_data() -> Response | tuple[str, int]:
    form = MyDataForm()
    if not form.validate():
        return render_template("portal/my_data.html", form=form), 422
    try:
        services.send_link(form.email.data or "", network=network(request) or "unknown", now=utcnow())
    except services.TooMany:
        db.session.commit()
        return render_template("portal/too_many.html"), 429
    db.session.commit()
    return redirect(url_for(".my_data_sent", language=request.args.get("language")), 303)


@bp.get("/my-data/sent")
@public
def my_data_sent() -> str:
    return render_template("portal/my_data_sent.html")
