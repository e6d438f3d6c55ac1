"""The tables that migrations make are the tables that models describe."""

import flask_migrate
from flask import Flask


def test_migrations_and_models_agree(app: Flask, capsys) -> None:
    try:
        flask_migrate.check()
    except SystemExit:
        raise AssertionError(f"write a migration for this:\n{capsys.readouterr()}") from None
