"""Settling how much counts beside the text, and the one switch that stops all comparing."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.settings import services
from crm.settings.matching_forms import SignalsForm
from crm.settings.routes import bp
from models import Organisation
from models.signal import USUAL


@bp.route("/matching", methods=["GET", "POST"])
@needs("settings")
def matching() -> str | Response | tuple[str, int]:
    organisation = db.session.scalars(Organisation.current()).one()
    form = SignalsForm()
    if form.validate_on_submit():
        changed = services.change_organisation(organisation, {"signals": form.amounts}, by=current_user, now=utcnow())
        db.session.commit()
        flash(_("Saved. Every open vacancy is compared again.") if changed else _("Nothing was different."))
        return redirect(url_for(".matching"), 303)
    if not form.is_submitted():
        form.show(organisation.signal_amounts)
    usual = {signal.value: amount for signal, amount in USUAL.items()}
    page = render_template("settings/matching.html", form=form, usual=usual, organisation=organisation)
    return page, 422 if form.errors else 200
