"""Flask's extensions, unbound; `register` binds them to an application."""

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from models import Base

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate(directory="crm/migrations")
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()


def register(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=f"{app.root_path}/migrations")
    login.init_app(app)
    csrf.init_app(app)
