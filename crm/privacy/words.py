"""What the archive says of itself, in the person's language."""

from datetime import datetime

from flask import render_template
from flask_babel import force_locale

from crm.extensions import db
from models import Candidate, Organisation


def read_me(candidate: Candidate, *, now: datetime) -> str:
    organisation = db.session.scalars(Organisation.current()).one()
    with force_locale(candidate.language.value):
        return render_template("privacy/read_me.txt", candidate=candidate, organisation=organisation, now=now)
