"""`weerzien demo`: make the invented company if it is not there yet, let its recruiter in, and serve it."""

import os
import secrets
import shutil
import socket
import sys
from pathlib import Path

import click
from flask_migrate import upgrade

from crm import create_app
from crm.accounts.services import set_password
from crm.clock import utcnow
from crm.demo import company
from crm.extensions import db
from crm.serving import run_together, web_command, worker_command
from models import User

FOLDER = Path("demo-data")
HOST = "127.0.0.1"
WORDS = """
    Ready on  {address}
    E-mail    {email}
    Password  {password}
    Mail      {address}/mailbox shows what would have left; nothing leaves this machine.

Ctrl+C stops it. Everything is in {folder}/; remove that folder to begin anew.
"""


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where the site listens.")
def demo(port: int) -> None:
    """An invented company to look around in: 150 people, 12 vacancies, two years."""
    if _is_taken(port):
        raise click.ClickException(f"Something listens on port {port} already. Choose another: make demo PORT=8001")
    if not FOLDER.exists():
        click.echo("Living through two years of an invented company; this takes about half a minute …")
        make(FOLDER, port)
    configure(FOLDER, port)
    password = let_in()
    email = company.staff()[0].email
    click.echo(WORDS.format(address=f"http://{HOST}:{port}", email=email, password=password, folder=FOLDER))
    web = web_command(port=port, host=HOST, processes=2, application="crm.demo.wsgi:app")
    sys.exit(run_together(web, worker_command()))


def make(folder: Path, port: int) -> None:
    """Beside its place and renamed when it is complete, so that a demo that was cut off is never served."""
    from crm.demo.build import build  # brings NumPy: not for every other command

    unfinished = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    (unfinished / "secret").touch(mode=0o600)
    (unfinished / "secret").write_text(secrets.token_urlsafe(48))
    configure(unfinished, port)
    app = create_app({"SERVES": False, "CRM_QUEUE_URL": "memory://", "CRM_LOG_LEVEL": "WARNING"})
    with app.app_context():
        upgrade()
        build(_mails(unfinished), now=utcnow())
        db.session.remove()
        db.engine.dispose()
    unfinished.rename(folder)


def configure(folder: Path, port: int) -> None:
    """This process and those it starts use the demo's folder, whatever the environment says otherwise."""
    for name in ("CRM_DATABASE_URL", "CRM_QUEUE_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "CRM_SECRET_KEY": (folder / "secret").read_text(),
        "CRM_PUBLIC_URL": f"http://{HOST}:{port}",
        "CRM_DATA_DIR": str(folder.resolve()),
        "CRM_MAIL_URL": _mails(folder.resolve()).as_uri().replace("file:", "folder:", 1),
    }


def let_in() -> str:
    """A password made now and kept nowhere, for the first recruiter; the database follows a newer version."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    with create_app({"SERVES": False}).app_context():
        upgrade()
        user = db.session.scalars(User.with_email(company.staff()[0].email)).one()
        set_password(user, password, now=utcnow())
        db.session.commit()
        db.engine.dispose()
    return password


def _mails(folder: Path) -> Path:
    return folder / "mail"


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
