"""What a privacy officer fills in about keeping."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from crm.countries import countries
from crm.screening.forms import Screened


class PeriodForm(FlaskForm):
    days = IntegerField(
        _l("Days in the pool"),
        [
            InputRequired(_l("Fill in a number of days.")),
            NumberRange(28, 3650, _l("Fill in a number from 28 to 3650.")),
        ],
    )
    reason = StringField(
        _l("Why"),
        [Length(max=500)],
        description=_l("Needed for a longer period than the preset's; it is kept with the decision."),
    )


class HoldForm(FlaskForm):
    reason = TextAreaField(
        _l("Which claim or complaint?"),
        [DataRequired(_l("Fill in why this may not go.")), Length(max=1000), Screened()],
    )
    review_on = DateField(
        _l("Look at it again on"),
        [
            DataRequired(_l("Choose a day.")),
        ],
        description=_l("Within 90 days."),
    )


class ReviewForm(FlaskForm):
    review_on = DateField(_l("Look at it again on"), [DataRequired(_l("Choose a day."))])


class CountryForm(FlaskForm):
    country = SelectField(
        _l("Rules of"),
        choices=lambda: [SelectChoice("", _l("As their vacancy or the organisation")), *countries()],
    )
