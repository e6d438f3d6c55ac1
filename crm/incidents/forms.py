"""What is written down about an incident."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from crm.screening.forms import Screened


class IncidentForm(FlaskForm):
    title = StringField(
        _l("What happened, in a few words"),
        [DataRequired(_l("Fill in what happened.")), Length(max=200), Screened()],
    )
    description = TextAreaField(
        _l("What do we know?"),
        [DataRequired(_l("Fill in what you know now; you can add to it later.")), Length(max=5000), Screened()],
        description=_l("Which data, how, who could see it. No names."),
    )
    began_at = DateTimeLocalField(_l("Since when?"), [InputRequired(_l("Fill in a day and a time; a guess will do."))])
    ended_at = DateTimeLocalField(_l("Until when?"), [Optional()], description=_l("Leave it empty while it goes on."))
    noticed_at = DateTimeLocalField(
        _l("When did we notice?"),
        [InputRequired(_l("Fill in a day and a time."))],
        description=_l("The 72 hours count from here."),
    )


class MeasuresForm(FlaskForm):
    measures = TextAreaField(
        _l("What did we do, and what do we do so that it does not happen again?"),
        [DataRequired(_l("Fill in what was done.")), Length(max=5000), Screened()],
    )
