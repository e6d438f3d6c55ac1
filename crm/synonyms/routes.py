"""The list of words that mean the same here, and changing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.synonyms import services
from crm.synonyms.forms import SynonymForm
from models import Synonym

bp = Blueprint("synonyms", __name__, url_prefix="/synonyms")


@bp.route("", methods=["GET", "POST"])
@needs("vacancies")
def index() -> str | Response | tuple[str, int]:
    form = SynonymForm()
    if form.validate_on_submit() and _write(form, None):
        return redirect(url_for(".index"), 303)
    page = db.paginate(Synonym.listed(), per_page=50, max_per_page=50)
    return render_template("synonyms/index.html", form=form, page=page), 422 if form.errors else 200


@bp.route("/<int:synonym_id>", methods=["GET", "POST"])
@needs("vacancies")
def change(synonym_id: int) -> str | Response | tuple[str, int]:
    group = db.get_or_404(Synonym, synonym_id)
    form = SynonymForm(data={"line": group.line})
    if form.validate_on_submit() and _write(form, group):
        return redirect(url_for(".index"), 303)
    return render_template("synonyms/change.html", form=form, group=group), 422 if form.errors else 200


@bp.post("/<int:synonym_id>/removal")
@needs("vacancies")
def remove(synonym_id: int) -> Response:
    group = db.get_or_404(Synonym, synonym_id)
    services.remove(group, by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Removed. Every open vacancy is compared again."))
    return redirect(url_for(".index"), 303)


def _write(form: SynonymForm, group: Synonym | None) -> bool:
    try:
        services.write(form.line.data or "", group=group, by=current_user, now=utcnow())
    except services.NotAGroup:
        form.line.errors = [_("Fill in two words or phrases, with = between them.")]
    except services.AlreadyThere as error:
        form.line.errors = [_("“%(word)s” stands in another group already. Change that one.", word=error.args[0])]
    except services.MayNotWeigh as error:
        form.line.errors = [_("“%(word)s” may not weigh in a comparison. Leave it out.", word=error.args[0])]
    except services.TooMany:
        form.line.errors = [_("At most 12 words of 60 letters in a group, and 500 groups. Make it shorter.")]
    else:
        db.session.commit()
        flash(_("Saved. Every open vacancy is compared again."))
        return True
    return False
