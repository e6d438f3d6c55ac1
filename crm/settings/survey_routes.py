"""How the questions of the survey are worded."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.settings.routes import bp
from crm.settings.survey_form import QuestionForm
from crm.surveys import questions


@bp.get("/survey")
@needs("settings")
def survey() -> str:
    return render_template("settings/survey.html", questions=questions.questions())


@bp.route("/survey/<topic>", methods=["GET", "POST"])
@needs("settings")
def survey_question(topic: str) -> str | Response | tuple[str, int]:
    if topic not in questions.topics():
        abort(404)
    question = questions.current(topic)
    form = QuestionForm()
    form.ask_about(question)
    if not form.is_submitted():
        form.show(question, opened_at=questions.number_of(topic))
    elif form.back.data or form.validate():
        now, opened_at = utcnow(), form.opened_at.data or 0
        try:
            if form.back.data:
                questions.go_back(topic, opened_at=opened_at, by=current_user, now=now)
            else:
                questions.reword(
                    topic, words=form.words, choices=form.choices, opened_at=opened_at, by=current_user, now=now
                )
        except questions.Overtaken:
            form.form_errors.append(_("A colleague changed this question meanwhile. Open it again to see how."))
        else:
            db.session.commit()
            flash(_("Saved. Answers that were given before keep the words they were given to."))
            return redirect(url_for(".survey"), 303)
    page = render_template("settings/survey_question.html", form=form, question=question)
    return page, 422 if form.errors or form.form_errors else 200
