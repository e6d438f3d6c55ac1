"""Settings: defaults, then the environment (`CRM_*`). Every one is documented in docs/settings.md; a test checks it."""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

SETTINGS = (
    "CRM_SECRET_KEY",
    "CRM_PUBLIC_URL",
    "CRM_DATABASE_URL",
    "CRM_QUEUE_URL",
    "CRM_MAIL_URL",
    "CRM_BOUNCE_ADDRESS",
    "CRM_DATA_DIR",
    "CRM_ERASURE_LEDGER",
    "CRM_LOG_LEVEL",
)
MEGABYTE = 1024 * 1024
_BOUNCE_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ConfigurationError(Exception):
    """The application cannot start like this; the message says what to set."""


def load(app: Flask, overrides: dict[str, Any]) -> None:
    """Fill `app.config`. Overrides win over the environment; `TESTING` and `SERVES=False` ask for less."""
    app.config.update(from_environment(os.environ))
    app.config.update(overrides)
    app.config["CRM_ERASURE_LEDGER"] = Path(
        app.config["CRM_ERASURE_LEDGER"] or Path(app.config["CRM_DATA_DIR"]) / "erasures.jsonl"
    ).resolve()
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["CRM_DATABASE_URL"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True}  # an error would quote people's data
    app.config["SECRET_KEY"] = app.config["CRM_SECRET_KEY"]
    secure = app.config["CRM_PUBLIC_URL"].startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-weerzien" if secure else "weerzien",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SESSION_REFRESH_EACH_REQUEST=False,
        PREFERRED_URL_SCHEME="https" if secure else "http",
        MAX_CONTENT_LENGTH=25 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
    )
    host = urlsplit(app.config["CRM_PUBLIC_URL"]).hostname
    if host and not app.testing:
        app.config["TRUSTED_HOSTS"] = [host, *LOOPBACK]
    if not app.testing:
        refuse_unless_ready(app.config, debug=app.debug)


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    data_dir = Path(environment.get("CRM_DATA_DIR") or "data").resolve()
    return {
        "CRM_SECRET_KEY": environment.get("CRM_SECRET_KEY", ""),
        "CRM_PUBLIC_URL": environment.get("CRM_PUBLIC_URL", "").rstrip("/"),
        "CRM_DATABASE_URL": environment.get("CRM_DATABASE_URL") or f"sqlite:///{data_dir / 'crm.db'}",
        "CRM_QUEUE_URL": environment.get("CRM_QUEUE_URL") or f"sqlite:///{data_dir / 'queue.db'}",
        "CRM_MAIL_URL": environment.get("CRM_MAIL_URL", ""),
        "CRM_BOUNCE_ADDRESS": environment.get("CRM_BOUNCE_ADDRESS", ""),
        "CRM_DATA_DIR": data_dir,
        "CRM_ERASURE_LEDGER": environment.get("CRM_ERASURE_LEDGER", ""),
        "CRM_LOG_LEVEL": environment.get("CRM_LOG_LEVEL", "INFO").upper(),
        "SERVES": True,
        "MAILBOX": False,
    }


def refuse_unless_ready(config: Mapping[str, Any], *, debug: bool) -> None:
    """Raise with every problem at once, so that nobody fixes them one restart at a time."""
    problems = []
    if len(config["CRM_SECRET_KEY"]) < 32:
        problems.append(
            "CRM_SECRET_KEY must be at least 32 characters, secret and lasting. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if config["SERVES"]:
        problems += _serving_problems(config, debug=debug)
    if problems:
        raise ConfigurationError("Weerzien cannot start yet:\n- " + "\n- ".join(problems))


def _serving_problems(config: Mapping[str, Any], *, debug: bool) -> list[str]:
    problems = []
    if debug:
        problems.append("debug is on. Unset FLASK_DEBUG: it would show the inside of the application to everybody.")
    address = urlsplit(config["CRM_PUBLIC_URL"])
    if address.scheme not in ("http", "https") or not address.hostname:
        problems.append("CRM_PUBLIC_URL must be the address people use, such as https://weerzien.example.com")
    elif address.scheme == "http" and address.hostname not in LOOPBACK:
        problems.append("CRM_PUBLIC_URL must begin with https://: personal links would travel in the open.")
    if urlsplit(config["CRM_MAIL_URL"]).scheme not in ("folder", "smtp", "smtps"):
        problems.append("CRM_MAIL_URL must be smtp://user:password@host:587 (or folder:///path to write files)")
    bounces = config["CRM_BOUNCE_ADDRESS"]
    if bounces and not _BOUNCE_ADDRESS.fullmatch(bounces):
        problems.append(
            "CRM_BOUNCE_ADDRESS must be an address such as b@bounce.example.com: at most 20 signs before the @, and no "
            "+. A + and a code come behind them, another for each mail."
        )
    return problems
