"""A database that came back from a backup serves nobody until the erasures since then were done again."""

from flask import Flask
from sqlalchemy import inspect

from crm.clock import utcnow
from crm.extensions import db
from crm.privacy.erasing import not_replayed, unlisted
from crm.privacy.ledger_file import LedgerDamaged, path
from crm.refusals import ConfigurationError


def register(app: Flask) -> None:
    if app.config["SERVES"] and not app.testing:
        with app.app_context():
            refuse_unreplayed()


def refuse_unreplayed() -> None:
    """Raises ConfigurationError saying what to run."""
    if not inspect(db.engine).has_table("erasure"):
        return
    try:
        missing, unknown = not_replayed(now=utcnow()), len(unlisted())
    except LedgerDamaged as error:
        raise ConfigurationError(
            f"The ledger of erasures is damaged: {error}. Put its last good copy back; without it nobody knows "
            "whom to erase again."
        ) from error
    finally:
        db.session.remove()
    if unknown:
        raise ConfigurationError(
            f"{path()} lacks {unknown} erasures that the database knows: it is gone, or an older copy. Put the newest "
            "copy back, or let CRM_ERASURE_LEDGER point to it. If there is none, run: weerzien erasures replay "
            "--ledger-is-lost"
        )
    if missing:
        raise ConfigurationError(
            f"This database comes from before {missing} erasures. Run: weerzien erasures replay\n"
            "Until then nothing is served: those people would be back."
        )
