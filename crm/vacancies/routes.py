"""The pages of a vacancy: who fits, who was invited, what they answered, and the text itself."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Redirect

from crm.access import needs
from crm.applications.waiting import waiting
from crm.candidates.looks import remember_look
from crm.clock import utcnow
from crm.extensions import db
from crm.vacancies import drafting, overview, recruiting, services
from crm.vacancies.figures import invitation_figures
from crm.vacancies.forms import AlertsForm, ClosureForm, VacancyForm
from crm.vacancies.opened import open_match
from crm.vacancies.words import left_out_words
from models import AlertChoice, MatchRun, Role, User, Vacancy, VacancyState

bp = Blueprint("vacancies", __name__, url_prefix="/vacancies")


@bp.app_template_filter("amount")
def amount(value: float) -> str:
    """0,123: a part of a score, so that figures below each other can be added up."""
    return format_decimal(value, "0.0000")


@bp.get("")
@needs("vacancies")
def index() -> str:
    state = VacancyState.CLOSED if request.args.get("state") == "closed" else VacancyState.OPEN
    page = db.paginate(Vacancy.listed(state), per_page=overview.PER_PAGE, max_per_page=overview.PER_PAGE)
    return render_template(
        "vacancies/index.html",
        state=state,
        page=page,
        counts=dict(db.session.execute(Vacancy.count_by_state()).all()),
        figures=overview.figures_of(page.items, utcnow()),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs("vacancies")
def new() -> str | Redirect | tuple[str, int]:
    form = VacancyForm()
    form.offer(_recruiters())
    if drafting.is_asked(form):
        return render_template("vacancies/new.html", form=form, estimate=drafting.help_with(form))
    if form.validate_on_submit():
        vacancy = services.open_vacancy(**_fields(form), by=current_user, now=utcnow())
        db.session.commit()
        flash(_("The vacancy is open. We are looking who fits."))
        return redirect(url_for(".show", vacancy_id=vacancy.id), 303)
    return render_template("vacancies/new.html", form=form, estimate=None), 422 if form.errors else 200


@bp.route("/<int:vacancy_id>/edit", methods=["GET", "POST"])
@needs("vacancies")
def edit(vacancy_id: int) -> str | Redirect | tuple[str, int]:
    vacancy = _open_vacancy(vacancy_id)
    form = VacancyForm()
    form.offer(_recruiters(vacancy))
    if not form.is_submitted():
        form.fill(vacancy)
    elif drafting.is_asked(form):
        return render_template("vacancies/edit.html", form=form, vacancy=vacancy, estimate=drafting.help_with(form))
    elif form.validate():
        rematch = services.change(vacancy, **_fields(form), by=current_user, now=utcnow())
        db.session.commit()
        flash(_("Saved. We are comparing again.") if rematch else _("Saved."))
        return redirect(url_for(".show", vacancy_id=vacancy.id), 303)
    page = render_template("vacancies/edit.html", form=form, vacancy=vacancy, estimate=None)
    return page, 422 if form.errors else 200


@bp.get("/<int:vacancy_id>")
@needs("vacancies")
def show(vacancy_id: int) -> str:
    """Who fits. The first person is open on arrival; that somebody was opened is remembered, and nothing else."""
    vacancy, now = _vacancy(vacancy_id), utcnow()
    refused = request.args.get("show") == "refused"
    matches = overview.listed_matches(vacancy, now, refused=refused)
    page = db.paginate(matches, per_page=overview.PER_PAGE, max_per_page=overview.PER_PAGE)
    chosen = request.args.get("match", type=int)
    shown = chosen or (page.items[0].id if page.items else None)
    opened = open_match(vacancy, shown, by=current_user, now=now) if shown else None
    if chosen and opened is None:
        abort(404)
    if opened:
        remember_look(opened.person, "vacancies.show", by=current_user, now=now, vacancy=vacancy)
    run = db.session.scalars(MatchRun.latest(vacancy.id)).one_or_none()
    return render_template(
        "vacancies/show.html",
        **_frame(vacancy),
        page=page,
        opened=opened,
        chosen=chosen,
        refused=refused,
        refused_count=overview.refused_count(vacancy, now),
        run=run,
        left_out=left_out_words(run) if run else [],
        now=now,
    )


@bp.get("/<int:vacancy_id>/progress")
@needs("vacancies")
def progress(vacancy_id: int) -> str | Redirect:
    """What the page asks every two seconds while it waits; once there is an answer the page is loaded again."""
    vacancy = _vacancy(vacancy_id)
    if "HX-Request" not in request.headers:
        return redirect(url_for(".show", vacancy_id=vacancy.id), 303)
    if vacancy.is_being_matched:
        return render_template("vacancies/_progress.html", vacancy=vacancy)
    return Response(headers={"HX-Refresh": "true"})


@bp.get("/<int:vacancy_id>/invited")
@needs("vacancies")
def invited(vacancy_id: int) -> str:
    return _invitations(_vacancy(vacancy_id), answered=False)


@bp.get("/<int:vacancy_id>/answers")
@needs("vacancies")
def answers(vacancy_id: int) -> str:
    return _invitations(_vacancy(vacancy_id), answered=True)


@bp.get("/<int:vacancy_id>/text")
@needs("vacancies")
def text(vacancy_id: int) -> str:
    return render_template("vacancies/text.html", **_frame(_vacancy(vacancy_id)))


@bp.route("/<int:vacancy_id>/alerts", methods=["GET", "POST"])
@needs("vacancies")
def alerts(vacancy_id: int) -> str | Redirect | tuple[str, int]:
    """Who hears when somebody fits, and how often I do."""
    vacancy, form = _vacancy(vacancy_id), AlertsForm()
    told = recruiting.recruiters_of(vacancy)
    if vacancy.is_open and current_user in told and form.validate_on_submit():
        recruiting.choose(vacancy, current_user, form.chosen)
        db.session.commit()
        flash(_("Saved. This is how often you hear of this vacancy."))
        return redirect(url_for(".show", vacancy_id=vacancy.id), 303)
    if not form.is_submitted():
        choice = db.session.get(AlertChoice, (vacancy.id, current_user.id))
        form.frequency.data = choice.frequency.value if choice else ""
    page = render_template("vacancies/alerts.html", **_frame(vacancy), form=form, told=told)
    return page, 422 if form.errors else 200


@bp.route("/<int:vacancy_id>/closure", methods=["GET", "POST"])
@needs("vacancies")
def close(vacancy_id: int) -> str | Redirect | tuple[str, int]:
    """First whoever waits gets an answer; then who was hired; then it closes."""
    vacancy, now = _vacancy(vacancy_id), utcnow()
    if not vacancy.is_open:
        return redirect(url_for(".show", vacancy_id=vacancy.id), 303)
    form = ClosureForm(hired=overview.hired(vacancy, now))
    if form.validate_on_submit():
        try:
            services.close(vacancy, filled=form.answer, by=current_user, now=now)
        except services.PeopleWait:
            db.session.rollback()
        else:
            db.session.commit()
            flash(_("The vacancy is closed. Nobody is compared with it or invited for it any more."))
            return redirect(url_for(".index"), 303)
    query = waiting(now, vacancy_id=vacancy.id)
    page = db.paginate(query, per_page=overview.PER_PAGE, max_per_page=overview.PER_PAGE)
    shown = render_template("vacancies/closure.html", **_frame(vacancy), form=form, page=page)
    return shown, 422 if form.is_submitted() else 200


@bp.post("/<int:vacancy_id>/matching")
@needs("vacancies")
def matching(vacancy_id: int) -> Redirect:
    """The switch: `stop`, or anything else to go on."""
    vacancy = _open_vacancy(vacancy_id)
    if request.form.get("matching") == "stop":
        services.stop_matching(vacancy, by=current_user, now=utcnow())
        flash(_("Matching is stopped for this vacancy."))
    else:
        services.resume_matching(vacancy, by=current_user, now=utcnow())
        flash(_("Matching goes on."))
    db.session.commit()
    return redirect(url_for(".show", vacancy_id=vacancy.id), 303)


def _vacancy(vacancy_id: int) -> Vacancy:
    return db.get_or_404(Vacancy, vacancy_id, options=[joinedload(Vacancy.opened_by)])


def _open_vacancy(vacancy_id: int) -> Vacancy:
    """What is closed is over: it is read, not changed."""
    vacancy = _vacancy(vacancy_id)
    if not vacancy.is_open:
        abort(404)
    return vacancy


def _frame(vacancy: Vacancy) -> dict[str, object]:
    """What stands around every page of a vacancy."""
    return {"vacancy": vacancy, "figures": overview.figures_of([vacancy], utcnow())[vacancy.id]}


def _invitations(vacancy: Vacancy, *, answered: bool) -> str:
    query = overview.invitations(vacancy, utcnow(), answered=answered)
    page = db.paginate(query, per_page=overview.PER_PAGE, max_per_page=overview.PER_PAGE)
    row = invitation_figures(utcnow(), vacancy_ids=[vacancy.id]).total
    return render_template("vacancies/invitations.html", **_frame(vacancy), page=page, answered=answered, row=row)


def _recruiters(vacancy: Vacancy | None = None) -> list[User]:
    chosen = vacancy.recruiters if vacancy else []
    return [user for user in db.session.scalars(User.active()) if user.has_role(Role.RECRUITER) or user in chosen]


def _fields(form: VacancyForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "description": form.description.data,
        "place": (form.place.data or "").strip(),
        "hours": (form.hours.data or "").strip(),
        "language": form.chosen_language,
        "country": form.country.data,
        "recruiters": [user for user in db.session.scalars(User.active()) if user.id in (form.recruiters.data or [])],
        "requirements": form.asked,
    }
