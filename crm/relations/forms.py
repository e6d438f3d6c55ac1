"""What staff write down about staying in touch."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from crm.applications.importing.values import parse_linkedin
from crm.screening.forms import StrictlyScreened
from models import Candidate, ContactKind, User

NOBODY = 0


class RelationForm(FlaskForm):
    known_by = SelectMultipleField(
        _l("Who of us knows them?"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    owner_id = SelectField(_l("Who of them keeps in touch?"), coerce=int)
    linkedin = StringField(_l("LinkedIn address"), [Length(max=300)])
    step = StringField(
        _l("Next personal step"),
        [Length(max=200, message=_l("Keep it under 200 characters.")), StrictlyScreened()],
        description=_l("Such as: ask how the course went. On its day it stands on the first screen of who knows them."),
    )
    step_on = DateField(_l("On which day?"), [Optional()])

    @classmethod
    def of(cls, candidate: Candidate) -> "RelationForm":
        return cls(
            None,
            data={
                "known_by": [each.id for each in candidate.known_by],
                "owner_id": candidate.owner_id or NOBODY,
                "linkedin": candidate.linkedin,
                "step": candidate.next_step,
                "step_on": candidate.next_step_on,
            },
        )

    def offer(self, colleagues: list[User], nobody: str) -> None:
        self.known_by.choices = [(each.id, each.name) for each in colleagues]
        self.owner_id.choices = [
            SelectChoice(NOBODY, nobody),
            *(SelectChoice(each.id, each.name) for each in colleagues),
        ]

    def validate_linkedin(self, field: Any) -> None:
        field.data = (field.data or "").strip()
        if not field.data:
            return
        parsed = parse_linkedin(field.data)
        if not isinstance(parsed, str):
            raise ValidationError(str(parsed.advice))
        field.data = parsed

    def validate_step(self, field: Any) -> None:
        if (field.data or "").strip() and not self.step_on.data:
            raise ValidationError(_l("A step without a day is forgotten: choose one."))
        if (field.data or "").strip() and not self.owner_id.data:
            raise ValidationError(_l("Choose who of us takes this step."))


class NoteForm(FlaskForm):
    kind = SelectField(
        _l("How did you speak?"),
        choices=[
            SelectChoice(ContactKind.CALL.value, _l("By telephone")),
            SelectChoice(ContactKind.MEETING.value, _l("In person")),
            SelectChoice(ContactKind.MAIL.value, _l("By mail")),
        ],
    )
    text = TextAreaField(
        _l("What was said?"),
        [
            DataRequired(_l("Write in a few words what was said.")),
            Length(max=2000, message=_l("Keep it under 2000 characters.")),
            StrictlyScreened(),
        ],
        description=_l("What a colleague has to know: what they want, and what you agreed."),
    )
    spoken_on = DateField(_l("On which day?"), [DataRequired(_l("Choose the day on which you spoke."))])
