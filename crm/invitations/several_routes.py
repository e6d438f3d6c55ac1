"""Writing to a hand-picked few: choose among the people you opened, read each letter, then send them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.invitations.forms import SeveralForm
from crm.invitations.letter import preview
from crm.invitations.routes import bp
from crm.invitations.several import invite_several, opened_matches, why_not_each
from crm.invitations.words import why_not_words
from crm.letters.placeholders import FIRST_NAME
from crm.vacancies.overview import figures_of
from models import Match, Vacancy


@bp.route("/several/<int:vacancy_id>", methods=["GET", "POST"])
@needs("invite")
def several(vacancy_id: int) -> str | Response | tuple[str, int]:
    vacancy, now = db.get_or_404(Vacancy, vacancy_id), utcnow()
    if not vacancy.is_open:
        abort(404)
    opened = opened_matches(vacancy, by=current_user, now=now)
    reasons = why_not_each(vacancy, opened, by=current_user, now=now)
    form = SeveralForm()
    letters: list[Match] = []
    if request.method == "POST" and form.validate():
        chosen = [match for match in opened if match.id in form.chosen.data]
        if not form.preview.data and form.was_read:
            return _send(vacancy, chosen, gone=len(form.chosen.data) - len(chosen), sentence=form.sentence.data or "")
        letters = [match for match in chosen if reasons[match.id] is None]
    can, cannot = _apart(opened, reasons)
    page = render_template(
        "invitations/several.html",
        vacancy=vacancy,
        form=form,
        can=can,
        cannot=[(match, _why(match, reasons[match.id] or "")) for match in cannot],
        letters=[(match, _letter(match, form.sentence.data or "")) for match in letters],
        unopened=figures_of([vacancy], now)[vacancy.id].fits - len(opened),
        place=FIRST_NAME.name(current_user.language),
    )
    return page, 422 if form.errors else 200


def _apart(opened: list[Match], reasons: dict[int, str | None]) -> tuple[list[Match], list[Match]]:
    """Who can be invited now, and who cannot."""
    return [each for each in opened if not reasons[each.id]], [each for each in opened if reasons[each.id]]


def _letter(match: Match, sentence: str) -> object:
    return preview(match, sentence=sentence, by=current_user, now=utcnow())


def _why(match: Match, reason: str) -> str:
    return why_not_words(reason, match.candidate, by=current_user, now=utcnow())


def _send(vacancy: Vacancy, chosen: list[Match], *, gone: int, sentence: str) -> Response:
    """Nobody's refusal stops another letter; each is told apart."""
    sent = invite_several(chosen, sentence=sentence, by=current_user, now=utcnow())
    refusals = [(match.candidate.name, _why(match, reason)) for match, reason in sent.refused]
    names = ", ".join(match.candidate.first_name or match.candidate.name for match in sent.invited)
    db.session.commit()
    if sent.invited:
        count = len(sent.invited)
        flash(ngettext("Invited: %(names)s.", "Invited, each with their own letter: %(names)s.", count, names=names))
    for name, why in refusals:
        flash(_("%(name)s was not invited. %(why)s", name=name, why=why), "error")
    if gone:
        flash(_("Not everybody you chose can still be invited; the others got their letters."), "error")
    return redirect(url_for("vacancies.invited", vacancy_id=vacancy.id), 303)
