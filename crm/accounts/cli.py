"""`weerzien setup` and `weerzien user add`: the first people get in without any default account."""

import sys
from typing import Any

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_migrate import upgrade
from sqlalchemy import func, select

from crm.accounts import services
from crm.accounts.passwords import WeakPassword
from crm.clock import utcnow
from crm.extensions import db
from crm.schema import on_current_database, refuse_unless_current, revision
from models import Language, Organisation, Role, User

LANGUAGES = click.Choice([language.value for language in Language])
ROLES = click.Choice([role.value for role in Role])
LINK_IS_COMING = (
    "A mail with a link to choose a password is queued. It leaves as soon as the worker runs, and works for one hour."
)


def email_address(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return value and validate_email(value, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.BadParameter(f"{value!r} is not an e-mail address. {error}") from None


def country_code(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value and not (len(value) == 2 and value.isalpha() and value.isascii()):
        raise click.BadParameter("Give the two letters of a country, such as NL.")
    return value and value.upper()


QUESTIONS = {
    "name": ("--name", "Name of the organisation, as candidates know it"),
    "privacy_email": ("--privacy-email", "Address that answers questions about privacy"),
    "sender_email": ("--sender-email", "Address that mail comes from"),
    "email": ("--email", "Your own e-mail address"),
    "user_name": ("--user-name", "Your own name"),
}


@click.command()
@with_appcontext
@click.option("--name", help="The organisation, as candidates know it.")
@click.option("--privacy-email", callback=email_address, help="Answers questions about privacy.")
@click.option("--sender-email", callback=email_address, help="Where mail comes from.")
@click.option(
    "--country", default="NL", show_default=True, callback=country_code, help="Decides how long people are kept."
)
@click.option(
    "--language", type=LANGUAGES, default="nl", show_default=True, help="Of the organisation and the first user."
)
@click.option("--email", callback=email_address, help="Of the first user, who gets every role.")
@click.option("--user-name", help="Name of the first user.")
@click.option("--password-stdin", is_flag=True, help="Read the password of the first user from standard input.")
def setup(country: str, language: str, password_stdin: bool, **given: str | None) -> None:
    """Make the database, the organisation and its first user. Run again, it changes nothing."""
    has_tables = revision() is not None
    if has_tables:
        refuse_unless_current()
    if has_tables and (organisation := _organisation()):
        users = db.session.scalar(select(func.count(User.id)))
        click.echo(f"{organisation.name} is set up already, with {users} user(s). Nothing was changed.")
        return
    db.session.rollback()
    asks = _is_terminal() and not password_stdin
    answers = _ask(given) if asks else _all_given(given)
    if not has_tables:
        db.session.rollback()
        upgrade()
    now = utcnow()
    services.set_up(
        name=answers["name"],
        privacy_email=answers["privacy_email"],
        sender_email=answers["sender_email"],
        country=country,
        language=Language(language),
        now=now,
    )
    user = services.add_user(
        email=answers["email"], name=answers["user_name"], roles=Role, language=Language(language), by=None, now=now
    )
    _give_password(user, asks=asks, from_stdin=password_stdin)
    db.session.commit()
    click.echo(f"{answers['name']} is set up. {user.email} has every role.")
    click.echo("Next: weerzien serve")


@click.group("user")
def user_commands() -> None:
    """Colleagues."""


@user_commands.command("add")
@on_current_database
@click.option("--email", required=True, callback=email_address)
@click.option("--name", required=True)
@click.option("--role", "roles", required=True, multiple=True, type=ROLES, help="May be given more than once.")
@click.option("--language", type=LANGUAGES, help="Without it: the organisation's.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input; without it a link is mailed."
)
def add(email: str, name: str, roles: tuple[str, ...], language: str | None, password_stdin: bool) -> None:
    """Let a colleague in."""
    organisation = _organisation()
    if organisation is None:
        raise click.ClickException("There is no organisation yet. Run `weerzien setup` first.")
    spoken = Language(language) if language else organisation.language
    try:
        user = services.add_user(
            email=email, name=name, roles=[Role(role) for role in roles], language=spoken, by=None, now=utcnow()
        )
    except services.AddressTaken:
        raise click.ClickException(
            f"{email} has an account already. Its roles are on the page Settings, Users."
        ) from None
    _give_password(user, asks=False, from_stdin=password_stdin)
    db.session.commit()
    click.echo(f"Added {user.email}: {', '.join(user.roles)}.")


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _organisation() -> Organisation | None:
    return db.session.scalars(Organisation.current()).one_or_none()


def _ask(given: dict[str, Any]) -> dict[str, str]:
    answers = dict(given)
    for name, (option, question) in QUESTIONS.items():
        while not answers[name]:
            value = click.prompt(question)
            try:
                answers[name] = email_address(None, None, value) if "email" in name else value.strip()  # type: ignore[arg-type]
            except click.BadParameter as error:
                click.echo(f"{option}: {error.message}")
    return answers


def _all_given(given: dict[str, Any]) -> dict[str, str]:
    missing = [option for name, (option, _question) in QUESTIONS.items() if not (given[name] or "").strip()]
    if missing:
        raise click.UsageError(f"Without a terminal to ask on, give also: {', '.join(missing)}.")
    return given


def _give_password(user: User, *, asks: bool, from_stdin: bool) -> None:
    """From standard input, from the terminal, or else by a mailed link."""
    if not asks and not from_stdin:
        services.mail_password_link(user, now=utcnow())
        click.echo(LINK_IS_COMING)
        return
    while True:
        password = _typed() if asks else sys.stdin.readline().rstrip("\r\n")
        try:
            return services.set_password(user, password, now=utcnow())
        except WeakPassword as weak:
            with force_locale("en"):
                sentence = str(weak)
            if not asks:
                raise click.ClickException(sentence) from None
            click.echo(sentence)


def _typed() -> str:
    password: str = click.prompt("Password (at least 12 characters)", hide_input=True, confirmation_prompt=True)
    return password
