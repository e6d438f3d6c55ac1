"""What a colleague types about a promise."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from crm.screening.forms import StrictlyScreened
from models import User

_TOO_LONG = _l("Keep it under 500 characters.")


class PromiseForm(FlaskForm):
    words = TextAreaField(
        _l("What did you promise?"),
        [DataRequired(_l("Write what was promised.")), Length(max=500, message=_TOO_LONG), StrictlyScreened()],
        description=_l("As you would say it to them: call in March, mention them when a night shift comes free."),
    )
    due_on = DateField(_l("By which day?"), [DataRequired(_l("A promise without a day is none: choose one."))])
    owner_id = SelectField(_l("Who keeps it?"), coerce=int)

    def offer(self, colleagues: list[User]) -> None:
        self.owner_id.choices = [SelectChoice(each.id, each.name) for each in colleagues]

    @classmethod
    def of(cls, user: User, **values: Any) -> "PromiseForm":
        return cls(None, data={"owner_id": user.id, **values})


class BreakingForm(FlaskForm):
    because = TextAreaField(
        _l("Why not?"),
        [DataRequired(_l("Write in a few words why.")), Length(max=500, message=_TOO_LONG), StrictlyScreened()],
        description=_l("A colleague who calls them next has to know it."),
    )
