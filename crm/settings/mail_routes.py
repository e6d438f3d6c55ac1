"""How our mail is received: what came back, whether it rests, and letting it go on."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.mail import standing
from crm.settings.routes import bp
from models import Organisation


@bp.get("/mail")
@needs("settings")
def mail() -> str:
    organisation = db.session.scalars(Organisation.current()).one()
    figures = standing.standing(organisation, now=utcnow())
    return render_template("settings/mail.html", organisation=organisation, figures=figures)


@bp.post("/mail/resumption")
@needs("settings")
def resume_mail() -> Response:
    standing.resume(by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Mail goes out again. What waited leaves within a quarter of an hour."))
    return redirect(url_for(".mail"), 303)
