"""Wording the letters: each save a version, beside it the letter as somebody will read it."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from crm import mail
from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.letters import current, services
from crm.letters.checking import Unfit, problems
from crm.letters.kinds import LETTERS, Letter
from crm.links import public_url
from crm.settings.letters import examples
from crm.settings.letters.composing import page, read_as, text_in, tone
from crm.settings.letters.forms import LetterForm, VersionForm
from crm.settings.letters.words import problem_words
from models import Language

bp = Blueprint("letters", __name__, url_prefix="/settings/letters")
ONE = "/<letter>/<any(nl, en):language>"
# A mail carries its own styles; in the frame it may do nothing else, and its links lead nowhere.
LOOK_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@bp.get("")
@needs("settings")
def index() -> str:
    newest = {
        (letter.name, language): services.newest(letter, language)
        for letter in LETTERS.values()
        for language in Language
    }
    return render_template(
        "settings/letters/index.html", letters=LETTERS.values(), languages=Language, newest=newest, tone=tone()
    )


@bp.route(ONE, methods=["GET", "POST"])
@needs("settings")
def edit(letter: str, language: str) -> Answer:
    which, speaks = _letter(letter), Language(language)
    form = LetterForm()
    if not form.is_submitted():
        form.show(current(letter, speaks, tone()), services.newest(which, speaks))
    elif not form.preview.data and form.validate():
        try:
            kept = services.save(
                which, text_in(which, speaks, form), opened_at=form.opened_at.data, by=current_user, now=utcnow()
            )
        except Unfit as unfit:
            form.say(unfit.problems)
        except services.Overtaken:
            _say_overtaken(form, which, speaks)
        else:
            db.session.commit()
            flash(
                _("Saved. The next letter has these words.")
                if kept
                else _("Nothing was different, so nothing changed.")
            )
            return redirect(url_for(".edit", letter=letter, language=language), 303)
    return page(which, speaks, form)


@bp.post(f"{ONE}/versions")
@needs("settings")
def go_back(letter: str, language: str) -> Answer:
    which, speaks = _letter(letter), Language(language)
    form = VersionForm()
    if not form.validate():
        abort(400)
    try:
        kept = services.go_back(
            which,
            speaks,
            form.number.data,
            tone=tone(),
            opened_at=form.opened_at.data,
            by=current_user,
            now=utcnow(),
        )
    except services.Overtaken:
        db.session.rollback()
        flash(_("A colleague saved another version in between. Look at that one first."), "error")
    except Unfit:
        db.session.rollback()
        flash(_("That version has places that no longer exist. Copy what you need from it, and save that."), "error")
    else:
        if kept is None:
            abort(404)
        db.session.commit()
        flash(_("Done. The next letter has these words again."))
    return redirect(url_for(".edit", letter=letter, language=language), 303)


@bp.post(f"{ONE}/test")
@needs("settings")
def test(letter: str, language: str) -> Answer:
    """The words as they stand in the form, kept or not, to whoever asks; about an invented person."""
    which, speaks = _letter(letter), Language(language)
    form = LetterForm()
    text = text_in(which, speaks, form)
    if form.validate() and not (found := problems(which, text)):
        now = utcnow()
        rendered = examples.read_as(
            examples.invented(speaks, now=now), which, text, by=current_user, now=now, is_test=True
        )
        subject = _("Test: %(subject)s", subject=rendered.subject)
        address = public_url(url_for(".edit", letter=letter, language=language))
        mail.queue_test(rendered, current_user, subject=subject, language=speaks, address=address, now=now)
        db.session.commit()
        flash(_("The test is on its way to %(email)s.", email=current_user.email))
    elif not form.errors:
        form.say(found)
    return page(which, speaks, form)


@bp.route(f"{ONE}/look", methods=["GET", "POST"])
@needs("settings")
def look(letter: str, language: str) -> Response:
    """The mail itself, for the frame: with the words that are kept, or those in the form."""
    which, speaks = _letter(letter), Language(language)
    form = LetterForm()
    if not form.is_submitted():
        form.show(current(letter, speaks, tone()), None)
    text = text_in(which, speaks, form)
    if found := problems(which, text):
        response = make_response("\n".join(problem_words(each) for each in found), 422)
        response.mimetype = "text/plain"
        return response
    person = read_as(which, speaks, form)
    rendered = examples.read_as(person, which, text, by=current_user, now=utcnow())
    response = make_response(rendered.leading_to("#").html)
    response.headers["Content-Security-Policy"] = LOOK_POLICY
    return response


def _say_overtaken(form: LetterForm, letter: Letter, language: Language) -> None:
    """Their text stays in the form; saving again puts it on top of the version that came in between."""
    db.session.rollback()
    newest = services.newest(letter, language)
    form.opened_at.data = newest.number if newest else 0
    form.opened_at.raw_data = None
    form.is_overtaken = True
    name = newest.written_by.name if newest and newest.written_by else _("somebody")
    form.body.errors = [
        _(
            "%(name)s saved another version while you were writing; it stands below. Yours is still here: take over "
            "what you need, and save again.",
            name=name,
        )
    ]


def _letter(name: str) -> Letter:
    if name not in LETTERS:
        abort(404)
    return LETTERS[name]
