"""Free texts in forms: what a colleague writes is refused or asked about, what a person writes of themselves is masked.

A colleague's text field is a `Screened` or `StrictlyScreened` validator and, where a question is enough, its form is a
`ScreenedForm`. A person's own text field has `filters=[without_numbers]`.
"""

from collections.abc import Iterator
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, HiddenField
from wtforms.validators import ValidationError

from crm.screening import sentences
from crm.screening.finding import Action, Kind
from crm.screening.texts import MASK, findings, masked


def without_numbers(value: str | None) -> str | None:
    """A WTForms filter: the person's own words, without the numbers that we may not keep."""
    return masked(value) if value else value


def _kinds(text: str | None, *actions: Action) -> list[Kind]:
    """Each kind once, in the order of the text."""
    return list(dict.fromkeys(each.kind for each in findings(text or "") if each.action in actions))


class Screened:
    """Refuses numbers that may not be here; they leave the field, so that no page shows them again."""

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            return
        if kinds := _kinds(field.data, Action.BLOCK):
            field.data = masked(field.data)
            raise ValidationError(sentences.refused(kinds))
        if MASK in field.data:
            raise ValidationError(sentences.still_masked())


class StrictlyScreened(Screened):
    """Refuses the words too: for reasons and tags, where a belief or an illness is never right."""

    def __call__(self, form: Any, field: Field) -> None:
        super().__call__(form, field)
        if kinds := [kind for kind in _kinds(field.data, Action.MASK, Action.WARN) if not kind.is_number]:
            raise ValidationError(sentences.unlawful(kinds))
        if kinds := _kinds(field.data, Action.MASK):
            raise ValidationError(sentences.refused(kinds))


class ScreenedForm(FlaskForm):
    """Asks once about what may not weigh. `heeded` holds the kinds that its writer was asked about already."""

    heeded = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        return not self._ask() and is_valid

    @property
    def remarks(self) -> list[str]:
        """What there is to say of the texts while they are being written; a field with an error has said it."""
        texts = [field.data for field in _screened(self) if field.data and not field.errors]
        blocked = dict.fromkeys(kind for text in texts for kind in _kinds(text, Action.BLOCK))
        asked = dict.fromkeys(kind for text in texts for kind in _kinds(text, Action.MASK, Action.WARN))
        return [say(kinds) for say, kinds in ((sentences.must_go, blocked), (sentences.better_not, asked)) if kinds]

    def _ask(self) -> bool:
        """Whether a field got a question that was not asked before."""
        heeded = set((self.heeded.data or "").split())
        asked: set[str] = set()
        for field in _screened(self):
            kinds = _kinds(field.data, Action.MASK, Action.WARN)
            new = [kind for kind in kinds if kind.value not in heeded]
            if new and not field.errors:
                asked |= {kind.value for kind in kinds}
                numbers = [kind for kind in new if kind.is_number]
                say = sentences.perhaps_a_number if numbers else sentences.asked_about
                field.errors = [say(numbers or new)]
        self.heeded.data = " ".join(sorted(heeded | asked))
        return bool(asked)


def _screened(fields: Any) -> Iterator[Field]:
    """The text fields of a form with the validator, those of its rows too."""
    for field in fields:
        if isinstance(field, FieldList):
            yield from _screened(field)
        elif isinstance(field, FormField):
            yield from _screened(field.form)
        elif any(isinstance(each, Screened) for each in field.validators):
            yield field
