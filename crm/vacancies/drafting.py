"""Help while somebody writes a vacancy: rows for requirements, suggestions from the text, and how many would fit.

The buttons work without JavaScript; with it the count comes by itself while somebody types.
"""

from typing import TYPE_CHECKING

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.clock import utcnow
from crm.logs import log_exception
from crm.screening import weighable
from crm.vacancies.forms import VacancyForm
from crm.vacancies.language import language_of
from crm.vacancies.services import Asked
from models import Language

if TYPE_CHECKING:
    from crm.vacancies.estimating import Estimate


def is_asked(form: VacancyForm) -> bool:
    """One of the buttons that help was pressed, and not the one that saves."""
    return bool(form.is_submitted() and (form.add_row.data or form.suggest.data or form.count.data))


def help_with(form: VacancyForm) -> "Estimate | None":
    if form.add_row.data:
        form.add_rows()
    elif form.suggest.data:
        _suggest(form)
    elif form.count.data:
        return estimate_of(form)
    return None


def estimate_of(form: VacancyForm) -> "Estimate | None":
    """None while there is nothing to compare with."""
    from crm.vacancies.estimating import Estimate, estimate  # NumPy and SciPy: only who counts waits for them
    from matching import LexiconUnreadable, Need, Requirement

    title, text = (form.title.data or "").strip()[:200], (form.description.data or "").strip()[:50_000]
    if not title and not text:
        return None
    language = form.chosen_language or language_of(f"{title}\n{text}", Language.DUTCH)
    asked = tuple(Requirement(row.text[:300], row.must) for row in form.asked)
    try:
        return estimate(Need(title, text, language.value, asked), now=utcnow())
    except LexiconUnreadable as error:
        log_exception(error)
        return Estimate(is_possible=False)


def _suggest(form: VacancyForm) -> None:
    from matching.suggestions import suggestions

    found = [Asked(each.text, each.must) for each in suggestions(form.description.data or "")]
    count = form.add_suggestions(each for each in found if weighable(each.text) == each.text)
    if count:
        words = ngettext(
            "%(num)s suggestion from the text. Look at it before you save.",
            "%(num)s suggestions from the text. Look at each before you save.",
            count,
        )
    else:
        words = _("We found nothing in the text that it seems to ask, or it stands here already.")
    flash(words)
