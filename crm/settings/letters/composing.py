"""The composer: the words that are being written, and beside them the letter as somebody will read it."""

from flask import Response, make_response, render_template
from flask_login import current_user
from sqlalchemy.orm import joinedload

from crm import headers
from crm.candidates.looks import remember_look
from crm.clock import utcnow
from crm.database import begin_reading
from crm.extensions import db
from crm.letters import services
from crm.letters.checking import problems
from crm.letters.kinds import Letter
from crm.letters.remarks import Remark, is_ahead, remarks
from crm.settings.letters import examples
from crm.settings.letters.forms import LetterForm
from crm.settings.letters.words import problem_words, remark_words
from models import Candidate, Language, LetterText, Organisation, Tone


def page(letter: Letter, language: Language, form: LetterForm) -> Response:
    text = text_in(letter, language, form)
    person = read_as(letter, language, form)
    newest = services.newest(letter, language)
    found, rendered, said = problems(letter, text), None, []
    if not found:
        rendered = examples.read_as(person, letter, text, by=current_user, now=utcnow())
        said = [remark_words(each) for each in remarks(letter, text, subject=rendered.subject)]
        if is_ahead(newest, services.newest(letter, _other(language))):
            said.append(remark_words(Remark("other_is_older")))
    words = render_template(
        "settings/letters/edit.html",
        letter=letter,
        language=language,
        other=_other(language),
        form=form,
        person=person,
        rendered=rendered,
        problems=[problem_words(each) for each in found],
        remarks=said,
        newest=newest,
        versions=db.session.scalars(
            LetterText.versions(letter.name, language).options(joinedload(LetterText.written_by)).limit(50)
        ).all(),
    )
    response = make_response(words, 422 if form.errors else 200)
    response.headers["Content-Security-Policy"] = f"{headers.POLICY}; frame-src 'self'"
    return response


def read_as(letter: Letter, language: Language, form: LetterForm) -> Candidate:
    """Whom the form asks for; looking at somebody real is remembered like any look at a person.

    From here on the request only reads, so that a letter that is being typed keeps nobody from writing.
    """
    db.session.rollback()
    begin_reading()
    known = examples.people(letter, language, now=utcnow()) if current_user.can("pool") else []
    form.offer(known)
    person = next((each for each in known if each.public_id == form.person.data), None)
    if person is None:
        return examples.invented(language, now=utcnow())
    remember_look(person, "letters.edit", by=current_user, now=utcnow())
    return person


def text_in(letter: Letter, language: Language, form: LetterForm) -> LetterText:
    return LetterText(
        letter=letter.name,
        language=language,
        subject=form.subject.data or "",
        heading=form.heading.data or "",
        body=form.body.data or "",
        tone=tone(),
        is_shipped=False,
    )


def _other(language: Language) -> Language:
    return Language.ENGLISH if language is Language.DUTCH else Language.DUTCH


def tone() -> Tone:
    return db.session.scalars(Organisation.current()).one().tone
