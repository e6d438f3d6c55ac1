"""Does the database hold the tables that this program knows? Asked once, before anything is done with it."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from crm.database import READING
from crm.extensions import db
from crm.refusals import ConfigurationError

MIGRATIONS = Path(__file__).parent / "migrations"

Command = TypeVar("Command", bound=Callable[..., Any])


def register(app: Flask) -> None:
    """A web server starts on the tables it knows, or says what to run."""
    if app.config["SERVES"] and not app.testing:
        with app.app_context():
            refuse_unless_current()


def on_current_database(command: Command) -> Command:
    """For a command that works with the tables, in the place of `with_appcontext`."""

    @with_appcontext
    @wraps(command)
    def checked(*arguments: Any, **options: Any) -> Any:
        refuse_unless_current()
        return command(*arguments, **options)

    return checked  # type: ignore[return-value]


def refuse_unless_current() -> None:
    """Raises ConfigurationError saying what to run."""
    refuse_later()
    found, wanted = revision(), _migrations().get_current_head()
    if found is None:
        raise ConfigurationError("The database has no tables yet. Run: weerzien db upgrade")
    if found != wanted:
        raise ConfigurationError(
            f"The database is of an earlier version ({found}; this program needs {wanted}). Make a backup, then run: "
            "weerzien db upgrade"
        )


def refuse_later() -> None:
    """Migrations only go forward: a program cannot work with tables that it does not know."""
    found = revision()
    if found and found not in {script.revision for script in _migrations().walk_revisions()}:
        raise ConfigurationError(
            f"The database is of a later version ({found}) than this program. Use the later version of the program."
        )


def revision() -> str | None:
    """The number of the database's last migration; None when it has no tables. Raises ConfigurationError."""
    try:
        with db.engine.connect().execution_options(**READING) as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise ConfigurationError(
            f"The database does not answer ({type(error.orig).__name__}). Look whether it runs, and check "
            "CRM_DATABASE_URL."
        ) from None


def _migrations() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
