"""What every page may use: the organisation, undefined names as errors, and nothing that writes."""

from typing import Any

from flask import Flask
from flask_babel import get_locale
from jinja2 import StrictUndefined

from crm.extensions import db
from models import Organisation


def register(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    return {"organisation": db.session.scalars(Organisation.current()).one_or_none(), "get_locale": get_locale}
