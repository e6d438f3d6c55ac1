"""Settings: defaults, then the environment (`CRM_*`). Every one is documented in docs/settings.md; a test checks it."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from crm.refusals import LOOPBACK, refuse_unless_ready, split_address

SETTINGS = (
    "CRM_SECRET_KEY",
    "CRM_PUBLIC_URL",
    "CRM_DATABASE_URL",
    "CRM_QUEUE_URL",
    "CRM_MAIL_URL",
    "CRM_BOUNCE_ADDRESS",
    "CRM_MAILDIR",
    "CRM_DATA_DIR",
    "CRM_ERASURE_LEDGER",
    "CRM_LOG_LEVEL",
)
MEGABYTE = 1024 * 1024


def load(app: Flask, overrides: dict[str, Any]) -> None:
    """Fill `app.config`. Overrides win over the environment; `TESTING` and `SERVES=False` ask for less.

    `LOOPBACK_WEBHOOKS` lets webhooks reach this very machine; no environment can set it.
    """
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
    address = split_address(app.config["CRM_PUBLIC_URL"])
    if address and not app.testing:
        app.config["TRUSTED_HOSTS"] = [address.hostname, *LOOPBACK]
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
        "CRM_MAILDIR": environment.get("CRM_MAILDIR", ""),
        "CRM_DATA_DIR": data_dir,
        "CRM_ERASURE_LEDGER": environment.get("CRM_ERASURE_LEDGER", ""),
        "CRM_LOG_LEVEL": environment.get("CRM_LOG_LEVEL", "INFO").upper(),
        "SERVES": True,
        "MAILBOX": False,
        "LOOPBACK_WEBHOOKS": False,
    }
