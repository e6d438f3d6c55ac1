"""A certificate that answers our advice: a file, so it asks for the code like every upload."""

from flask import abort, render_template
from flask_babel import gettext as _

from crm.access import public, secret_form
from crm.applications.telling import untold
from crm.clock import utcnow
from crm.extensions import db
from crm.portal import rights
from crm.portal.blueprint import bp
from crm.portal.door import enter_open
from crm.portal.forms import CertificateForm
from crm.portal.own_routes import Answer, thanked
from crm.surveys import advice
from models import Candidate, Verdict


@bp.get("/p/<secret>/certificate")
@public
def certificate(secret: str) -> str:
    _link, candidate = enter_open(secret, "certificate", now=utcnow())
    form = CertificateForm(None)
    form.offer(_advised(candidate))
    return render_template("portal/certificate.html", secret=secret, form=form)


@bp.post("/p/<secret>/certificate")
@secret_form
def add_certificate(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_open(secret, "certificate", now=now)
    advised, form = _advised(candidate), CertificateForm()
    form.offer(advised)
    if form.validate():
        chosen = next((each for each in advised if each.id == form.verdict.data), None) or abort(404)
        result = rights.add_certificate(candidate, chosen, form.file.data, now=now)
        if result.reason is None:
            db.session.commit()
            return thanked(secret, result, _("Well done. From now on we look at you with this."))
        form.file.errors = [str(result.reason)]
    return render_template("portal/certificate.html", secret=secret, form=form), 422


def _advised(candidate: Candidate) -> list[Verdict]:
    """Of letters that arrived. Whoever was advised nothing has nothing to prove."""
    waits = untold(candidate)
    return [each for each in advice.advised(candidate) if each.application not in waits] or abort(404)
