"""Answering everybody who waits about one vacancy: each letter is its own."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.applications import several as composing
from crm.applications.pages import application_or_404
from crm.applications.routes import bp
from crm.clock import utcnow
from crm.extensions import db
from models import AlreadyDecided, MessageClass, Organisation, Vacancy


@bp.route("/rejections/<int:vacancy_id>", methods=["GET", "POST"])
@needs("decide")
def several(vacancy_id: int) -> str | Response:
    """Everybody who waits for an answer about a vacancy; what is ticked and passes leaves, each by itself."""
    vacancy, now = db.get_or_404(Vacancy, vacancy_id), utcnow()
    begun, not_begun = composing.open_of(vacancy.id, now=now)
    if request.method == "POST":
        chosen = set(request.form.getlist("application", type=int))
        return _send_several([each.id for each in begun if each.id in chosen], vacancy)
    shown = composing.letters(begun, by=current_user, now=now)
    language = "nl" if str(get_locale()) == "nl" else "en"
    return render_template(
        "applications/several.html", vacancy=vacancy, letters=shown, not_begun=not_begun, spoken=language
    )


def _send_several(ids: list[int], vacancy: Vacancy) -> Response:
    """A letter at a time, each in its own transaction: one that fails takes none of the others with it."""
    sent = 0
    for application_id in ids:
        try:
            sent += composing.send(application_or_404(application_id), by=current_user, now=utcnow())
            db.session.commit()
        except AlreadyDecided:
            db.session.rollback()
    flash(_on_their_way(sent))
    if held := len(ids) - sent:
        flash(
            ngettext(
                "%(num)d letter has not left. What keeps it stands beside it; nothing you wrote is lost.",
                "%(num)d letters have not left. What keeps them stands beside each; nothing you wrote is lost.",
                held,
            ),
            "error",
        )
    return redirect(url_for(".several", vacancy_id=vacancy.id), 303)


def _on_their_way(sent: int) -> str:
    delay = db.session.scalars(Organisation.current()).one().delay_of(MessageClass.PROCESS)
    if not sent or not delay:
        return str(ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", sent))
    return str(
        ngettext(
            "%(num)d letter leaves in %(minutes)d minutes at the earliest. Until then you can take it back.",
            "%(num)d letters leave in %(minutes)d minutes at the earliest. Until then you can take each of them back.",
            sent,
            minutes=delay // timedelta(minutes=1),
        )
    )
