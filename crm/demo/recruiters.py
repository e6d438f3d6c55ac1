"""What the invented recruiters do: open and close vacancies, talk, turn people down, decide about matches."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import cycle
from zlib import crc32

from sqlalchemy import ColumnElement, select

from crm.applications.letter import Answer, Found
from crm.applications.rejecting import reject
from crm.demo.candidates import candidate_of
from crm.demo.cards import read
from crm.demo.cast import DemoApplication, DemoFinding, DemoPerson
from crm.demo.company import DemoDecision, DemoVacancy
from crm.demo.feedback import check_back
from crm.extensions import db
from crm.invitations import services as invitations
from crm.vacancies import services as vacancies
from models import Alert, Application, Candidate, Filled, Match, MatchDecision, Outcome, Requirement, User, Vacancy


class Recruiters:
    def __init__(self, staff: Mapping[str, int], openings: tuple[DemoVacancy, ...]) -> None:
        self._staff = staff
        self._openings = {opening.key: opening for opening in openings}
        self._ids: dict[str, int] = {}
        self._words = read("afterwards.toml")
        self._turns = {opening.key: cycle(opening.recruiters) for opening in openings}

    def open(self, key: str, now: datetime) -> None:
        opening = self._openings[key]
        recruiters = [self.user(name) for name in opening.recruiters]
        vacancy = vacancies.open_vacancy(
            title=opening.title,
            description=opening.description,
            place=opening.place,
            hours=opening.hours,
            language=opening.language,
            recruiters=recruiters,
            requirements=[(asked.text, asked.must) for asked in opening.requirements],
            by=recruiters[0],
            now=now,
        )
        self._ids[key] = vacancy.id

    def close(self, key: str, now: datetime) -> None:
        vacancy = self.vacancy(key)
        hired = any(each.outcome is Outcome.HIRED for each in vacancy.applications)
        filled = Filled.APPLICANT if hired else Filled.OUTSIDE
        vacancies.close(vacancy, filled=filled, by=self.turn(key), now=now)

    def talk(self, person: DemoPerson, told: DemoApplication, now: datetime) -> None:
        """The last time that somebody who still waits heard from us."""
        self._application(person, told).last_told_at = now

    def reject(self, person: DemoPerson, told: DemoApplication, now: datetime) -> None:
        """Turn somebody down with a finding per requirement and a sentence of their own."""
        application = self._application(person, told)
        application.silver_medallist = told.silver_medallist
        asked = zip(self._openings[told.vacancy].requirements, application.vacancy.requirements, strict=True)
        rows = {requirement.key: row for requirement, row in asked}
        by, back = self.turn(told.vacancy), check_back(person, told)
        on = now.date() + timedelta(days=(told.decided or 0) - back) if back is not None else None
        findings = [_found(rows[each.requirement], each, on) for each in told.findings]
        empty = self._empty(person)
        answer = Answer(findings, f"{told.sentence} {empty}".strip())
        reject(application, answer, by=by, now=now, reason=self._words["override"] if empty else "")

    def _empty(self, person: DemoPerson) -> str:
        """A few letters say what the guard refuses, and leave with a reason."""
        chance, empty = crc32(person.email.encode()), self._words["hollow"][person.language.value]
        return empty[chance // 13 % 2] if person.trade and chance % 13 == 0 else ""

    def decide(self, decision: DemoDecision, trades: Mapping[str, str], now: datetime) -> int | None:
        """The id of the invitation, when it became one. `trades` says by address what people do."""
        match = self._match(decision, trades, now)
        by = self.user(decision.by)
        if match is None:
            return None
        if decision.act is MatchDecision.INVITED:
            sentence = decision.sentence[match.candidate.language]
            return invitations.invite(match, sentence=sentence, by=by, now=now).id
        if decision.act is MatchDecision.LATER:
            invitations.postpone(match, until=now + timedelta(days=decision.until_days or 0), by=by, now=now)
        else:
            invitations.decide_against(match, reason=decision.reason or "", by=by, now=now)
        return None

    def put_aside(self, invitation_id: int, now: datetime) -> None:
        """The answer was read and followed up."""
        for alert in db.session.scalars(select(Alert).where(Alert.invitation_id == invitation_id)):
            alert.seen_at = now

    def _match(self, decision: DemoDecision, trades: Mapping[str, str], now: datetime) -> Match | None:
        """Of the people who were meant, the best whom nobody decided about and who may be written to, also by then."""
        undecided: ColumnElement[bool] = Match.decision.is_(None)
        answered = now + timedelta(days=decision.reply_after + 1)
        ranked = Match.shown(now).where(Match.vacancy_id == self._ids[decision.vacancy], undecided)
        for match in db.session.scalars(ranked):
            meant = (
                match.candidate.name == decision.prefer
                if decision.prefer
                else trades.get(match.candidate.email or "") in decision.trades
            )
            by = self.user(decision.by)
            if meant and all(invitations.why_not(match, by=by, now=moment) is None for moment in (now, answered)):
                return match
        return None

    def _application(self, person: DemoPerson, told: DemoApplication) -> Application:
        candidate: Candidate = candidate_of(person)
        return next(each for each in candidate.applications if each.vacancy_id == self._ids[told.vacancy])

    def vacancy(self, key: str) -> Vacancy:
        return db.session.get_one(Vacancy, self._ids[key])

    def turn(self, key: str) -> User:
        return self.user(next(self._turns[key]))

    def user(self, key: str) -> User:
        return db.session.get_one(User, self._staff[key])


def _found(requirement: Requirement, told: DemoFinding, check_back_on: date | None) -> Found:
    """Advice that comes back stands apart."""
    if told.advice and check_back_on:
        return Found(requirement.text, told.finding, told.note, told.advice, check_back_on, requirement.id)
    return Found(requirement.text, told.finding, f"{told.note} {told.advice}".strip(), requirement_id=requirement.id)
