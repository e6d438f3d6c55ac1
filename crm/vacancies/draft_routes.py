"""The count that comes by itself while somebody writes a vacancy. It changes nothing; its text is too long to GET."""

from flask import render_template

from crm.access import needs
from crm.vacancies.drafting import estimate_of
from crm.vacancies.forms import VacancyForm
from crm.vacancies.routes import bp


@bp.post("/estimate")
@needs("vacancies")
def estimate() -> str:
    form = VacancyForm()
    form.offer([])
    return render_template("vacancies/_estimate.html", estimate=estimate_of(form))
