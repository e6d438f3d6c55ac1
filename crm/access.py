"""Who may enter. Every endpoint is closed until it says `@public` or `@needs(...)`."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.extensions import csrf

# Printable characters only: browsers drop a tab or a line break, and read a backslash as a slash.
_OWN_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Open to everybody. A form here is authorised by the secret in its body, or by nothing at all."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def secret_form(view: View) -> View:
    """A public form that a secret in its body authorises: no session, so no session token either."""
    return csrf.exempt(public(view))


def needs(*permissions: str) -> Callable[[View], View]:
    """Open to signed-in staff who have every one of these permissions; none means: whoever is signed in."""

    def mark(view: View) -> View:
        view.needs = permissions  # type: ignore[attr-defined]
        return view

    return mark


def own_path(target: str | None, *, otherwise: str) -> str:
    """The target when it is a path of ours, for a redirect. `//evil` and `/\\evil` are addresses of somebody else."""
    return target if target and _OWN_PATH.fullmatch(target) else otherwise


def is_public(app: Flask, endpoint: str) -> bool:
    return endpoint == "static" or getattr(app.view_functions[endpoint], "is_public", False)


def register(app: Flask) -> None:
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None or is_public(current_app, request.endpoint):
        return None
    view = current_app.view_functions[request.endpoint]
    if not current_user.is_authenticated:
        if request.method != "GET":
            return redirect(url_for("accounts.sign_in"), 303)
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    if not hasattr(view, "needs") or not all(current_user.can(permission) for permission in view.needs):
        abort(403)
    return None
