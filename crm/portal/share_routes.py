"""Passing vacancies on, and coming in through somebody who did."""

from flask import abort, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm import links
from crm.access import public, secret_form
from crm.clock import utcnow
from crm.consent import services as consent
from crm.consent.notices import NoticeText, asked, notice_text
from crm.extensions import db
from crm.portal import services
from crm.portal.access import capture, enter, enter_form, network
from crm.portal.blueprint import bp
from crm.portal.forms import ReferralForm
from crm.portal.sharing import share
from crm.surveys import ambassadors, referrals
from models import Ambassador, Candidate, Language, LinkKind, Organisation, Purpose, Vacancy

Answer = str | Response | tuple[str, int]


def _organisation() -> Organisation:
    return db.session.scalars(Organisation.current()).one()


@bp.get("/p/<secret>/sharing")
@public
def sharing(secret: str) -> str:
    """Their share links; or the question whether they would, as long as nobody answered it."""
    _link, candidate = enter(secret, now=utcnow())
    ambassador = ambassadors.ambassador_of(candidate)
    if ambassador is None:
        abort(404)
    name = _organisation().name
    shares = [share(ambassador, each, name) for each in ambassadors.open_vacancies()] if ambassador.is_active else []
    return render_template("portal/sharing.html", secret=secret, ambassador=ambassador, shares=shares)


@bp.post("/s/<secret>/ambassador")
@secret_form
def answer_ambassador(secret: str) -> Response:
    """From the page after the answers, and from their own page: the link of the survey is enough to say yes or no."""
    now = utcnow()
    kind = LinkKind.SURVEY if links.opened(secret, LinkKind.SURVEY, now=now) else LinkKind.PERSONAL
    _link, candidate = enter_form(secret, now=now, kind=kind)
    yes = request.form.get("answer") == "yes"
    if ambassadors.answer(candidate, yes=yes, now=now) is None:
        abort(404)
    db.session.commit()
    if yes:
        flash(_("Thank you. Your own page has a link for each vacancy."))
    else:
        flash(_("That is fine. We do not ask it again, and links you shared show nothing any more."))
    where = "portal.sharing" if kind is LinkKind.PERSONAL else "portal.survey"
    return redirect(url_for(where, secret=secret, language=g.language), 303)


def _shared(link: str) -> tuple[Ambassador, Vacancy]:
    found = ambassadors.behind(link, now=utcnow())
    if found is None:
        abort(make_response(render_template("portal/not_shared.html"), 404))
    return found


def _speaks() -> Language:
    """A visitor whom we do not know: what the page is read in."""
    return Language(str(get_locale()))


def _purposes() -> list[NoticeText]:
    """What a newcomer may allow; how it went with us is asked later."""
    organisation, speaks = _organisation(), _speaks()
    return [notice_text(each, speaks, organisation) for each in asked() if each is not Purpose.SURVEY]


@bp.get("/share/<link>")
@public
def shared(link: str) -> str:
    _ambassador, vacancy = _shared(link)
    return render_template("portal/shared.html", link=link, vacancy=vacancy, form=ReferralForm(None), words=_purposes())


@bp.post("/share/<link>")
@secret_form
def refer(link: str) -> Answer:
    ambassador, vacancy = _shared(link)
    form = ReferralForm()
    if not form.validate():
        page = render_template("portal/shared.html", link=link, vacancy=vacancy, form=form, words=_purposes())
        return page, 422
    try:
        referrals.refer(ambassador, vacancy, form.given(_speaks()), network=network(request) or "unknown", now=utcnow())
    except referrals.TooMany:
        db.session.commit()
        return render_template("portal/too_many.html"), 429
    db.session.commit()
    return redirect(url_for(".referred", language=_speaks().value), 303)


@bp.get("/share/sent")
@public
def referred() -> str:
    """The same page whatever address was filled in."""
    return render_template("portal/referred.html")


@bp.get("/share/confirm/<secret>")
@public
def referral(secret: str) -> str:
    _link, candidate = enter(secret, now=utcnow(), kind=LinkKind.REFERRAL)
    return _confirm_page(secret, candidate)


def _confirm_page(secret: str, candidate: Candidate, *, changed: bool = False) -> str:
    waits = referrals.waiting(candidate, now=utcnow())
    organisation = _organisation()
    words = [notice_text(each, Language(g.language), organisation) for each in asked()]
    return render_template(
        "portal/confirm_referral.html",
        secret=secret,
        referral=waits,
        chosen=[text for text in words if waits and text.purpose.value in waits.purposes],
        words=words,
        changed=changed,
    )


@bp.post("/share/confirm/<secret>")
@secret_form
def confirm_referral(secret: str) -> Answer:
    now = utcnow()
    link, candidate = enter_form(secret, now=now, kind=LinkKind.REFERRAL)
    shown = {purpose: request.form.get(f"shown_{purpose.value}", "") for purpose in asked()}
    try:
        events = referrals.confirm(candidate, shown=shown, capture=capture(link, form="referral"), now=now)
    except consent.NoticeChanged:
        db.session.rollback()
        return _confirm_page(secret, candidate, changed=True), 422
    services.send_receipt(candidate, events or [], now=now)
    link.expires_at = now
    db.session.commit()
    return render_template("portal/referral_confirmed.html")
