"""`weerzien vacancy open` and `weerzien match`."""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import click
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.clock import utcnow
from crm.database import MOST_ROWS
from crm.extensions import db
from crm.schema import on_current_database
from crm.vacancies import file, services
from models import Match, MatchRun, User, Vacancy

PATIENCE = 60
"""Seconds that `match` waits for a worker that is comparing the same vacancy."""


@click.group("vacancy")
def vacancy_commands() -> None:
    """Vacancies."""


@vacancy_commands.command("open")
@click.argument("content", metavar="FILE", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: id and title.")
@on_current_database
def open_vacancy(content: BinaryIO, as_json: bool) -> None:
    """Open the vacancy described in FILE, a JSON object ("-" reads standard input).

    Its fields: "title" and "description"; and, if you like, "place", "hours", "language" (nl or en), "recruiters" (a
    list of e-mail addresses; without it every recruiter gets the alert) and "requirements" (a list of
    {"text": "Code 95", "must": true}). The worker then finds the people who fit.
    """
    try:
        asked = file.read(content.read())
    except file.Unreadable as error:
        raise click.ClickException(str(error)) from None
    if asked.unknown:
        click.echo(f"Ignored, we do not know these fields: {', '.join(asked.unknown)}", err=True)
    vacancy = services.open_vacancy(
        title=asked.title,
        description=asked.description,
        place=asked.place,
        hours=asked.hours,
        language=asked.language,
        recruiters=_users(asked.recruiters),
        requirements=asked.requirements,
        now=utcnow(),
    )
    db.session.commit()
    if as_json:
        click.echo(json.dumps({"id": vacancy.id, "title": vacancy.title}, ensure_ascii=False))
    else:
        click.echo(f"Opened vacancy {vacancy.id}: {vacancy.title}. The worker is looking who fits.")


def _users(emails: Iterable[str]) -> list[User]:
    users = []
    for email in dict.fromkeys(emails):
        user = db.session.scalars(User.with_email(email)).one_or_none()
        if user is None or user.disabled_at:
            add = f"weerzien user add --email {email} --role recruiter"
            raise click.ClickException(f"Nobody here has the address {email}. Add them with: {add}")
        users.append(user)
    return users


KINDS = {
    "title": "occupation in the title: {}",
    "occupation": "occupation that both resemble: {}",
    "title_found": "the whole title: {}",
    "signal": "beside the text: {}",
}
"""What a reason is about, where its words alone do not tell: one word can be a reason in several ways."""


@click.command("match")
@click.option(
    "--vacancy", "vacancy_id", type=click.IntRange(1, MOST_ROWS), required=True, help="The number of the vacancy."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: counts, scores and reasons.")
@on_current_database
def match(vacancy_id: int, as_json: bool) -> None:
    """Compare one open vacancy with everyone who may be matched, now, in this process."""
    run = _run(vacancy_id)
    matches = db.session.scalars(
        Match.shown(utcnow())
        .where(Match.vacancy_id == vacancy_id, Match.is_to_decide())
        .options(joinedload(Match.candidate))
    ).all()
    if as_json:
        click.echo(json.dumps(_contract(run, matches), ensure_ascii=False))
        return
    click.echo(f"{run.compared} people compared, {sum(run.left_out.values())} left out, {len(matches)} fit.")
    for each in matches:
        click.echo(f"{each.band.value:9} {each.probability:.2f}  {each.candidate.email}")


def _run(vacancy_id: int) -> MatchRun:
    from crm.vacancies.matching import NotMatched, match_vacancy
    from matching import LexiconUnreadable

    ends = time.monotonic() + PATIENCE
    while True:
        _refuse(vacancy_id)
        try:
            return match_vacancy(vacancy_id, now=utcnow())
        except LexiconUnreadable as error:
            raise click.ClickException(str(error)) from None
        except NotMatched:
            if time.monotonic() > ends:
                raise click.ClickException("A worker is comparing this vacancy. Try again in a minute.") from None
            time.sleep(0.5)


def _refuse(vacancy_id: int) -> None:
    vacancy = db.session.scalars(select(Vacancy).where(Vacancy.id == vacancy_id)).one_or_none()
    if vacancy is None:
        raise click.ClickException(f"There is no vacancy {vacancy_id}.")
    if not vacancy.is_open:
        raise click.ClickException(f"Vacancy {vacancy_id} is closed.")
    if not vacancy.matching:
        raise click.ClickException(f"Matching is stopped for vacancy {vacancy_id}.")
    db.session.rollback()


def _said(reason: Mapping[str, Any]) -> str:
    return KINDS.get(reason["kind"], "{}").format(reason["text"])


def _contract(run: MatchRun, matches: Iterable[Match]) -> dict[str, Any]:
    return {
        "vacancy": run.vacancy_id,
        "compared": run.compared,
        "left_out": run.left_out,
        "matches": [
            {
                "email": each.candidate.email,
                "public_id": each.candidate.public_id,
                "score": each.score,
                "probability": each.probability,
                "band": each.band.value,
                "reasons": [{"text": _said(reason), "amount": reason["amount"]} for reason in each.reasons],
            }
            for each in matches
        ],
    }
