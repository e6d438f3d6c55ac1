"""The shape of a group of words."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length


class SynonymForm(FlaskForm):
    line = StringField(
        _l("Words that mean the same"),
        [DataRequired(_l("Fill in two words or phrases, with = between them.")), Length(max=600)],
        description=_l("With = between them, in Dutch, English or both: ML = machine learning = zelflerende modellen"),
    )
