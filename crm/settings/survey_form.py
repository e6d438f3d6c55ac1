"""One question in both languages, with what there is to choose from."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from models import SurveyQuestion
from models.survey import QuestionKind

FEWEST, MOST = 2, 8
_NEEDED = DataRequired(_l("Fill in the question."))


def _lines(text: str | None) -> list[str]:
    return [line for each in (text or "").splitlines() if (line := " ".join(each.split()))]


class QuestionForm(FlaskForm):
    """Without choices the question has none: then those fields are not on the page."""

    opened_at = IntegerField(widget=HiddenInput())
    nl = StringField(_l("The question in Dutch"), [_NEEDED, Length(max=200)])
    en = StringField(_l("The question in English"), [_NEEDED, Length(max=200)])
    choices_nl = TextAreaField(_l("Answers in Dutch"), [Length(max=600)], description=_l("One on each line."))
    choices_en = TextAreaField(
        _l("Answers in English"), [Length(max=600)], description=_l("As many lines, in the same order.")
    )
    back = SubmitField(_l("Ask it as supplied again"))

    def ask_about(self, question: SurveyQuestion) -> None:
        if question.kind is not QuestionKind.CHOICE:
            del self.choices_nl, self.choices_en

    def show(self, question: SurveyQuestion, *, opened_at: int) -> None:
        self.opened_at.data = opened_at
        for language in ("nl", "en"):
            self[language].data = question.words[language]
            if f"choices_{language}" in self:
                self[f"choices_{language}"].data = "\n".join(question.choices[language])

    @property
    def words(self) -> dict[str, str]:
        return {language: " ".join(self[language].data.split()) for language in ("nl", "en")}

    @property
    def choices(self) -> dict[str, list[str]]:
        return {
            language: _lines(self[f"choices_{language}"].data)
            for language in ("nl", "en")
            if f"choices_{language}" in self
        }

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        counts = {language: len(lines) for language, lines in self.choices.items()}
        for language, count in counts.items():
            if not FEWEST <= count <= MOST:
                words = _("Give %(least)s to %(most)s answers, one on each line.", least=FEWEST, most=MOST)
                self[f"choices_{language}"].errors = [words]
                is_valid = False
        if is_valid and len(set(counts.values())) > 1:
            self.choices_en.errors = [_("Both languages need as many answers, in the same order.")]
            is_valid = False
        return is_valid
