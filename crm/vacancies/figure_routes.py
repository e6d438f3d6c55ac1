"""What came of invitations, of every vacancy and together: a page, and the same as a file."""

import csv
import io

from flask import Response, render_template
from flask_babel import gettext as _

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.spreadsheets import neutralised
from crm.vacancies import overview
from crm.vacancies.figures import invitation_figures, invited_vacancies
from crm.vacancies.routes import bp


def named() -> list[tuple[str, str]]:
    """The figures in their order, and what they are called."""
    return [
        ("invited", _("Invited")),
        ("sent", _("Sent")),
        ("bounced", _("Bounced")),
        ("answered", _("Answered")),
        ("interested", _("Interested")),
        ("not_now", _("Not now")),
        ("no", _("No, thank you")),
        ("stop", _("Stop")),
        ("applied", _("Applied")),
        ("hired", _("Hired")),
    ]


@bp.get("/figures")
@needs("vacancies")
def figures() -> str:
    page = db.paginate(invited_vacancies(), per_page=overview.PER_PAGE, max_per_page=overview.PER_PAGE)
    return render_template("vacancies/figures.html", page=page, figures=invitation_figures(utcnow()), named=named())


@bp.get("/figures.csv")
@needs("vacancies")
def figures_file() -> Response:
    """Counts alone, so that it may be kept; what is not told on the page is an empty cell here."""
    found, text = invitation_figures(utcnow()), io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Vacancy"), _("Opened"), *(words for _name, words in named())])
    for vacancy in db.session.scalars(invited_vacancies()):
        if row := found.by_vacancy.get(vacancy.id):
            counts = [getattr(row, name) for name, _words in named()]
            writer.writerow([neutralised(vacancy.title), vacancy.opened_at.date().isoformat(), *counts])
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="invitations.csv"'
    return response
