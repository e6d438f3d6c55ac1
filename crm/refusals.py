"""What a configuration must be before anything starts: every problem at once, each with what to set."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SQLITE = "sqlite:///"
_BOUNCE_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
POSTGRESQL = ("postgresql+psycopg://", "postgresql://")


class ConfigurationError(Exception):
    """The application cannot start like this; the message says what to set."""


def refuse_unless_ready(config: Mapping[str, Any], *, debug: bool) -> None:
    """Raise with every problem at once, so that nobody fixes them one restart at a time."""
    problems = [*_secret(config), *_database(config), *_queue(config), *_files(config), *_log(config)]
    if config["SERVES"]:
        problems += [*_debug(debug), *_public(config), *_mail(config), *_bounces(config)]
    if problems:
        raise ConfigurationError("Weerzien cannot start yet:\n- " + "\n- ".join(problems))


def _secret(config: Mapping[str, Any]) -> Iterator[str]:
    if len(config["CRM_SECRET_KEY"]) < 32:
        yield (
            "CRM_SECRET_KEY must be at least 32 characters, secret and lasting. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def _database(config: Mapping[str, Any]) -> Iterator[str]:
    url = config["CRM_DATABASE_URL"]
    if url.startswith(SQLITE):
        yield from _folder("CRM_DATABASE_URL", Path(url.removeprefix(SQLITE)).parent)
    elif not url.startswith(POSTGRESQL[0]):
        yield "CRM_DATABASE_URL must be sqlite:////path/crm.db or postgresql+psycopg://user:password@host/name"


def _queue(config: Mapping[str, Any]) -> Iterator[str]:
    url = config["CRM_QUEUE_URL"]
    if url.startswith(SQLITE):
        yield from _folder("CRM_QUEUE_URL", Path(url.removeprefix(SQLITE)).parent)
    elif not url.startswith((*POSTGRESQL, "memory://")):  # in memory: for tests, and while the demo is made
        yield "CRM_QUEUE_URL must be sqlite:////path/queue.db or postgresql+psycopg://user:password@host/name"


def _files(config: Mapping[str, Any]) -> Iterator[str]:
    yield from _folder("CRM_DATA_DIR", Path(config["CRM_DATA_DIR"]))
    yield from _folder("CRM_ERASURE_LEDGER", Path(config["CRM_ERASURE_LEDGER"]).parent, os.R_OK)  # a site only reads it


def _folder(name: str, folder: Path, access: int = os.W_OK) -> Iterator[str]:
    """Made when it is not there yet, for the account that runs us alone: personal data lies in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        yield f"{name} needs the folder {folder}, and it cannot be made: {error.strerror}."
        return
    if not os.access(folder, access | os.X_OK):
        yield f"{name} needs the folder {folder}, and this account has no access to it."


def _log(config: Mapping[str, Any]) -> Iterator[str]:
    if config["CRM_LOG_LEVEL"] not in LOG_LEVELS:
        yield f"CRM_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}."


def _debug(debug: bool) -> Iterator[str]:
    if debug:
        yield "debug is on. Unset FLASK_DEBUG: it would show the inside of the application to everybody."


def _public(config: Mapping[str, Any]) -> Iterator[str]:
    address = split_address(config["CRM_PUBLIC_URL"])
    if address is None or address.scheme not in ("http", "https"):
        yield "CRM_PUBLIC_URL must be the address people use, such as https://weerzien.example.com"
    elif address.username or address.path or address.query or address.fragment:
        yield "CRM_PUBLIC_URL must be a host name of its own, with nothing after it: https://weerzien.example.com"
    elif address.scheme == "http" and address.hostname not in LOOPBACK:
        yield "CRM_PUBLIC_URL must begin with https://: personal links would travel in the open."


def _mail(config: Mapping[str, Any]) -> Iterator[str]:
    url = config["CRM_MAIL_URL"]
    if url.startswith("folder:///"):
        yield from _folder("CRM_MAIL_URL", Path(unquote(urlsplit(url).path)))
        return
    address = split_address(url)
    if address is None or address.scheme not in ("smtp", "smtps"):
        yield "CRM_MAIL_URL must be smtp://user:password@host:587 (or folder:///path to write files)"


def _bounces(config: Mapping[str, Any]) -> Iterator[str]:
    if config["CRM_BOUNCE_ADDRESS"] and not _BOUNCE_ADDRESS.fullmatch(config["CRM_BOUNCE_ADDRESS"]):
        yield (
            "CRM_BOUNCE_ADDRESS must be an address such as b@bounce.example.com: at most 20 signs before the @, and no "
            "+. A + and a code come behind them, another for each mail."
        )
    if config["CRM_MAILDIR"] and not (Path(config["CRM_MAILDIR"]) / "new").is_dir():
        yield "CRM_MAILDIR must be a Maildir that is there: a folder with `new` and `cur` in it."
    if config["CRM_MAILDIR"] and not config["CRM_BOUNCE_ADDRESS"]:
        yield "CRM_MAILDIR needs CRM_BOUNCE_ADDRESS, the address whose mail comes into it."


def split_address(url: str) -> SplitResult | None:
    """The parts of an address with a host; None when it has none, or a port that cannot be."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
