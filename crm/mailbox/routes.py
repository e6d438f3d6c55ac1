"""The folder of sent mail as a page. Only registered in the demo, where no mail leaves the machine."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Response, abort, current_app, make_response, render_template
from flask_sqlalchemy.pagination import Pagination

from crm import headers
from crm.access import needs

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")
# A mail carries its own styles; it may do nothing else, and its links open in the window around it.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)


@dataclass(frozen=True)
class Sent:
    name: str
    mime: EmailMessage

    @property
    def to(self) -> str:
        return str(self.mime["To"])

    @property
    def subject(self) -> str:
        return str(self.mime["Subject"])

    @property
    def at(self) -> datetime:
        return parsedate_to_datetime(self.mime["Date"])

    def body(self, kind: str) -> str:
        part = self.mime.get_body((kind,))
        return str(part.get_content()) if part else ""


def _folder() -> Path:
    return Path(unquote(urlsplit(current_app.config["CRM_MAIL_URL"]).path))


def _read(path: Path) -> Sent:
    return Sent(path.stem, message_from_bytes(path.read_bytes(), policy=default))


def _named(name: str) -> Sent:
    path = _folder() / f"{name}.eml"
    if not name.isalnum() or not path.is_file():
        abort(404)
    return _read(path)


class Mails(Pagination):
    """The newest mails first; only those of the page asked for are opened."""

    def _query_items(self) -> list[Sent]:
        return [_read(path) for path in self._files()[self._query_offset :][: self.per_page]]

    def _query_count(self) -> int:
        return len(self._files())

    def _files(self) -> list[Path]:
        return sorted(_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


@bp.get("")
@needs()
def index() -> str:
    return render_template("mailbox/index.html", mails=Mails(per_page=25, error_out=False))


@bp.get("/<name>")
@needs()
def show(name: str) -> Response:
    response = make_response(render_template("mailbox/message.html", mail=_named(name)))
    response.headers["Content-Security-Policy"] = f"{headers.POLICY}; frame-src 'self'"
    return response


@bp.get("/<name>/html")
@needs()
def html(name: str) -> Response:
    """The mail itself, for the frame; its links replace the whole page."""
    body = _named(name).body("html").replace("<head>", '<head><base target="_top">', 1)
    response = make_response(body)
    response.headers["Content-Security-Policy"] = POLICY
    return response
