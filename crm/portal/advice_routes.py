"""What we advised somebody, and whether it was done: one question, answered without a code."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm.access import public, secret_form
from crm.clock import utcnow
from crm.extensions import db
from crm.portal.access import enter, enter_form
from crm.portal.blueprint import bp
from crm.portal.forms import AdviceForm
from crm.surveys import advice
from models import Candidate, Followed, Verdict


@bp.get("/p/<secret>/advice/<int:verdict_id>")
@public
def advised(secret: str, verdict_id: int) -> str:
    _link, candidate = enter(secret, now=utcnow())
    verdict = _verdict(candidate, verdict_id)
    form = AdviceForm(
        None, data={"said": verdict.followed.value if verdict.followed else "", "words": verdict.followed_words}
    )
    return render_template("portal/advice.html", secret=secret, form=form, verdict=verdict)


@bp.post("/p/<secret>/advice/<int:verdict_id>")
@secret_form
def follow_advice(secret: str, verdict_id: int) -> str | Response | tuple[str, int]:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    verdict, form = _verdict(candidate, verdict_id), AdviceForm()
    if not form.validate():
        return render_template("portal/advice.html", secret=secret, form=form, verdict=verdict), 422
    advice.answer(candidate, verdict, Followed(form.said.data), form.words.data or "", now=now)
    db.session.commit()
    done = verdict.followed is Followed.DONE
    flash(_("Well done. From now on we look at you with this.") if done else _("Thank you for telling us."))
    return redirect(url_for("portal.show", secret=secret, language=g.language), 303)


def _verdict(candidate: Candidate, verdict_id: int) -> Verdict:
    try:
        return advice.question(candidate, verdict_id, now=utcnow())
    except advice.NoQuestion:
        abort(404)
