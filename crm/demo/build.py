"""Live through two years of the invented company, by the services that serve a real one and with a moving clock."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zlib import crc32

from crm.accounts import services as accounts
from crm.demo import candidates, company
from crm.demo.afterwards import Afterwards
from crm.demo.calendar import Act, Calendar
from crm.demo.cast import DemoApplication, DemoPerson
from crm.demo.company import DemoDecision
from crm.demo.people import SEED, people
from crm.demo.post import Post
from crm.demo.recruiters import Recruiters
from crm.extensions import db
from crm.settings.services import change_organisation
from crm.vacancies.matching import match_due
from models import Organisation, Outcome

FOUNDED = 720
WEEK = 7
ZONE = "Europe/Amsterdam"
FOLLOWED_UP = timedelta(days=2)
A_MINUTE = timedelta(minutes=1)


def build(mails: Path, *, now: datetime, seed: int = SEED) -> bool:
    """Fill an empty, migrated database and the folder of sent `mails`; False when there is an organisation already.

    Commits as it goes. Cut off halfway, it cannot go on: begin with an empty database again.
    """
    if db.session.scalars(Organisation.current()).one_or_none():
        return False
    calendar = Calendar(now, ZONE)
    recruiters = Recruiters(found(calendar.at(FOUNDED, 9)), company.vacancies())
    post = Post(mails)
    with tempfile.TemporaryDirectory() as folder, not_waiting_for_the_disk():
        TwoYears(calendar, recruiters, post, Path(folder)).plan_for(people(seed, today=calendar.today))
        calendar.live()
        match_due(now=now)
        post.deliver(now)
    return True


@contextmanager
def not_waiting_for_the_disk() -> Iterator[None]:
    """Two thousand commits of which none needs to outlive a power cut: SQLite may leave them to the disk."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()
        connection.cursor().execute("PRAGMA synchronous=OFF")
        connection.close()
    yield
    db.session.remove()
    db.engine.dispose()


def found(now: datetime) -> dict[str, int]:
    """The organisation and its recruiters: the id of each by key. Nobody has a password."""
    about = company.organisation()
    organisation = accounts.set_up(
        name=about.name,
        privacy_email=about.privacy_email,
        sender_email=about.sender_email,
        country=about.country,
        language=about.language,
        now=now,
    )
    users = {
        member.key: accounts.add_user(
            email=member.email, name=member.name, roles=member.roles, language=member.language, by=None, now=now
        )
        for member in company.staff()
    }
    settings = {"address": about.address, "time_zone": ZONE, "quiet_hours": False, "send_delays": {}}
    change_organisation(organisation, settings, by=next(iter(users.values())), now=now)
    db.session.commit()
    return {key: user.id for key, user in users.items()}


class TwoYears:
    """Writes into the calendar who does what, and when."""

    def __init__(self, calendar: Calendar, recruiters: Recruiters, post: Post, folder: Path) -> None:
        self._calendar = calendar
        self._recruiters = recruiters
        self._post = post
        self._folder = folder
        self._trades: dict[str, str] = {}

    def plan_for(self, everybody: tuple[DemoPerson, ...]) -> None:
        self._trades = {person.email: person.trade for person in everybody}
        self._openings(everybody)
        self._imports(everybody)
        for person in everybody:
            self._story(person)
        Afterwards(self._calendar, self._recruiters, self._plan).plan_for(everybody)
        for decision in company.decisions():
            self._decision(decision)

    def _plan(self, moment: datetime, act: Act) -> None:
        """An act is committed, and the mail that it caused leaves at once."""

        def acted(now: datetime) -> None:
            act(now)
            db.session.commit()
            self._post.deliver(now + A_MINUTE)

        self._calendar.plan(moment, acted)

    def _openings(self, everybody: tuple[DemoPerson, ...]) -> None:
        """A vacancy closes in the evening on which the last of those who applied had an answer, or later."""
        answered: dict[str, list[int]] = defaultdict(list)
        for person, application in _applications(everybody):
            if application.decided and not person.imported:
                answered[application.vacancy].append(application.decided)
        for opening in company.vacancies():
            self._plan(self._calendar.at(opening.opened, 8, 40), partial(self._open, opening.key))
            if opening.closed is not None:
                evening = self._calendar.at(min([opening.closed, *answered[opening.key]]), 20)
                self._plan(evening, partial(self._recruiters.close, opening.key))

    def _open(self, key: str, now: datetime) -> None:
        self._recruiters.open(key, now)
        match_due(now=now)

    def _imports(self, everybody: tuple[DemoPerson, ...]) -> None:
        """Once a week whoever applied comes in from the applicant tracking system; once an old list came in."""
        files: dict[tuple[int, str], list[candidates.Row]] = defaultdict(list)
        for person, application in _applications(everybody):
            decided_at = self._calendar.at(application.decided or 0, 15) if person.imported else None
            row = candidates.applied(person, application, self._moment(person, application.applied), decided_at)
            file = (person.imported, "oude lijst") if person.imported else (_arrives(application), "sollicitaties")
            files[file].append(row)
        for (days, name), rows in files.items():
            self._import(self._calendar.at(days, 8, 15), name, rows)

    def _import(self, moment: datetime, name: str, rows: list[candidates.Row]) -> None:
        self._plan(moment, partial(candidates.import_rows, rows, name, self._folder))

    def _story(self, person: DemoPerson) -> None:
        for application in person.applications:
            self._outcome(person, application)
        for said in person.answers:
            self._plan(self._calendar.at(said.days, 19, _minute(person)), partial(candidates.answer, person, said))
        if person.update:
            self._import(self._calendar.at(person.update.days, 13), "nieuwe cv's", [candidates.newer_cv(person)])

    def _outcome(self, person: DemoPerson, application: DemoApplication) -> None:
        if application.outcome is Outcome.HIRED and application.decided:
            decided_at = self._calendar.at(application.decided, 16)
            applied_at = self._moment(person, application.applied)
            row = candidates.hired(person, application, applied_at, decided_at)
            self._import(decided_at + timedelta(hours=1), "aangenomen", [row])
        elif application.decided and not person.imported:
            moment = self._calendar.at(application.decided, 15, _minute(person))
            self._plan(moment, partial(self._recruiters.reject, person, application))
        elif application.told:
            moment = self._calendar.at(application.told, 11, _minute(person))
            self._plan(moment, partial(self._recruiters.talk, person, application))

    def _decision(self, decision: DemoDecision) -> None:
        opened = next(opening.opened for opening in company.vacancies() if opening.key == decision.vacancy)
        self._plan(self._calendar.at(opened - decision.after, 10), partial(self._decide, decision))

    def _decide(self, decision: DemoDecision, now: datetime) -> None:
        match_due(now=now)
        invitation = self._recruiters.decide(decision, self._trades, now)
        if invitation is None or decision.reply is None:
            return
        replied = now + timedelta(days=decision.reply_after, hours=6 + invitation % 4, minutes=42 - invitation)
        self._answer(invitation, decision, replied)
        if decision.then:
            self._answer(invitation, decision.then, replied + timedelta(days=decision.then.reply_after))

    def _answer(self, invitation: int, decision: DemoDecision, at: datetime) -> None:
        self._plan(at, partial(candidates.reply, invitation, decision))
        self._plan(at + FOLLOWED_UP, partial(self._recruiters.put_aside, invitation))

    def _moment(self, person: DemoPerson, days: int) -> datetime:
        return self._calendar.at(days, 9 + _minute(person) % 12, _minute(person))


def _applications(everybody: tuple[DemoPerson, ...]) -> Iterator[tuple[DemoPerson, DemoApplication]]:
    for person in everybody:
        for application in person.applications:
            yield person, application


def _arrives(application: DemoApplication) -> int:
    """Days ago, of the weekly file that holds this application."""
    return max(1, (application.applied - 1) // WEEK * WEEK)


def _minute(person: DemoPerson) -> int:
    """Everybody has a minute of their own, so that not all of it happens on the hour."""
    return crc32(person.email.encode()) % 60
