"""How our mail is received: what came back, whether it rests, and letting it go on."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.mail import standing
from crm.mail.check import services
from crm.mail.check.dns import Dns
from crm.mail.check.examine import is_red
from crm.mail.check.sentences import sentence
from crm.settings.routes import bp
from models import Organisation


@bp.get("/mail")
@needs("settings")
def mail() -> str:
    organisation = db.session.scalars(Organisation.current()).one()
    figures = standing.standing(organisation, now=utcnow())
    findings = [each | {"sentence": sentence(each["word"], each["values"])} for each in organisation.mail_check or []]
    return render_template("settings/mail.html", organisation=organisation, figures=figures, findings=findings)


@bp.post("/mail/check")
@needs("settings")
def check_mail() -> Response:
    """Ask DNS now. It may take some seconds."""
    sending = services.sending_of(
        db.session.scalars(Organisation.current()).one(),
        mail_url=current_app.config["CRM_MAIL_URL"],
        bounce_address=current_app.config["CRM_BOUNCE_ADDRESS"],
        selectors=(),
    )
    red = is_red(services.look(sending, Dns(), now=utcnow()))
    db.session.commit()
    flash(_("Something is red: see below what to publish.") if red else _("Looked. Nothing is red."))
    return redirect(url_for(".mail"), 303)


@bp.post("/mail/resumption")
@needs("settings")
def resume_mail() -> Response:
    standing.resume(by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Mail goes out again. What waited leaves within a quarter of an hour."))
    return redirect(url_for(".mail"), 303)
