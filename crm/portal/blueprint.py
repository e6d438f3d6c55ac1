"""The blueprint; the modules beside it each bring their pages."""

from flask import Blueprint

bp = Blueprint("portal", __name__)
