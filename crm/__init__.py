"""The Flask application: edges and journeys."""

from typing import Any

from flask import Flask

from crm import (
    access,
    assets,
    config,
    database,
    errors,
    extensions,
    formats,
    headers,
    languages,
    logs,
    pages,
    queue,
    schema,
    slices,
    visitors,
)
from crm.privacy import guard


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application, ready to serve. Raises `refusals.ConfigurationError` saying what to set."""
    app = Flask(__name__, template_folder="../templates", static_folder="static")
    config.load(app, overrides or {})
    logs.register(app)
    extensions.register(app)
    database.register(app)
    queue.register(app)
    languages.register(app)
    formats.register(app)
    pages.register(app)
    access.register(app)
    headers.register(app)
    errors.register(app)
    slices.register(app)
    assets.register(app)
    visitors.register(app)
    schema.register(app)
    guard.register(app)
    return app
