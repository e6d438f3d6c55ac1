"""Which language a page speaks: the one its link asks for, else the user's or the session's, else the browser's."""

from flask import Flask, g, has_request_context, request, session
from flask_babel import get_locale
from flask_login import current_user

from crm.extensions import babel
from crm.pages import organisation
from models import Language

LANGUAGES = [language.value for language in Language]


def register(app: Flask) -> None:
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", f"{app.root_path}/translations")
    babel.init_app(
        app,
        default_locale="nl",
        default_timezone="Europe/Amsterdam",
        locale_selector=_select,
        timezone_selector=_time_zone,
    )


def _select() -> str | None:
    """None outside a request (jobs, mails): there `force_locale` decides."""
    if not has_request_context():
        return None
    asked = request.args.get("language")
    if chosen := g.get("language") or (asked if asked in LANGUAGES else session.get("language")):
        return str(chosen)
    if current_user and current_user.is_authenticated:
        return str(current_user.language.value)
    return request.accept_languages.best_match(LANGUAGES, default="nl")


def _time_zone() -> str | None:
    """The organisation's clock, in mails and jobs too."""
    return known.time_zone if (known := organisation()) else None


def current_language() -> Language:
    locale = get_locale()
    return Language(locale.language) if locale and locale.language in LANGUAGES else Language.DUTCH
