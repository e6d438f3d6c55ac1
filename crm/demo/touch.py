"""How the invented recruiters stay in touch: promises, calls, notes, a next step."""

from datetime import date, datetime

from crm.applications import promises
from crm.demo.candidates import candidate_of
from crm.demo.cast import DemoApplication, DemoPerson
from crm.demo.recruiters import Recruiters
from crm.extensions import db
from crm.relations import services as relations
from crm.surveys import steering
from models import CallTask, ContactKind, Promise

SANNE = "sanne"


def promise(
    recruiters: Recruiters, person: DemoPerson, told: DemoApplication, words: str, on: date, now: datetime
) -> None:
    promises.make(candidate_of(person), words=words, due_on=on, owner=recruiters.turn(told.vacancy), now=now)


def keep_promise(_recruiters: Recruiters, person: DemoPerson, now: datetime) -> None:
    for made in db.session.scalars(Promise.of(candidate_of(person).id)):
        promises.keep(made, by=made.owner, now=now)


def break_promise(_recruiters: Recruiters, person: DemoPerson, because: str, now: datetime) -> None:
    for made in db.session.scalars(Promise.of(candidate_of(person).id)):
        promises.break_off(made, because=because, by=made.owner, now=now)


def call(recruiters: Recruiters, person: DemoPerson, note: str, now: datetime) -> None:
    """The call that a bad mark asks for."""
    mine = CallTask.open().where(CallTask.candidate_id == candidate_of(person).id)
    for task in db.session.scalars(mine).all():
        steering.called(task, note=note, by=task.owner or recruiters.user(SANNE), now=now)


def note(recruiters: Recruiters, person: DemoPerson, text: str, now: datetime) -> None:
    relations.note(candidate_of(person), ContactKind.CALL, text, at=now, by=recruiters.user(SANNE), now=now)


def know(recruiters: Recruiters, person: DemoPerson, step: str, on: date, now: datetime) -> None:
    """Who knows them, and what comes next."""
    candidate, sanne = candidate_of(person), recruiters.user(SANNE)
    known_by = [sanne, recruiters.turn(person.applications[-1].vacancy)]
    relations.know(
        candidate,
        known_by=list(dict.fromkeys(known_by)),
        owner=sanne,
        linkedin=candidate.linkedin,
        step=step,
        step_on=on,
    )
