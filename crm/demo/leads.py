"""The people written by hand: those whom a visitor meets first."""

from datetime import date, timedelta
from random import Random
from typing import Any

from crm.demo.cards import fill, read_folder
from crm.demo.cast import DemoAnswer, DemoApplication, DemoFinding, DemoPerson, DemoUpdate
from crm.demo.names import Names
from models import Finding, Language, Outcome, Stage


def leads(names: Names, today: date) -> list[DemoPerson]:
    return [_person(content, names, today) for file in read_folder("leads").values() for content in file["person"]]


def _person(content: dict[str, Any], names: Names, today: date) -> DemoPerson:
    who = names.reserve(content["first_name"], content["last_name"])
    applications = tuple(_application(item) for item in content["application"])
    return DemoPerson(
        first_name=who.first_name,
        last_name=who.last_name,
        email=who.email,
        phone=who.phone,
        place=content["place"],
        region=content["region"],
        language=Language(content["language"]),
        headline=content["headline"],
        cv=_dated(content["cv"], today - timedelta(days=applications[0].applied)),
        work=content["work"],
        hours=content["hours"],
        tags=tuple(content["tags"]),
        applications=applications,
        answers=tuple(DemoAnswer.of(answer["days"], answer["purposes"]) for answer in content.get("answer", [])),
        update=DemoUpdate(content["update_days"], _dated(content["update"], today - timedelta(content["update_days"])))
        if "update" in content
        else None,
    )


def _dated(text: str, written_on: date) -> str:
    return fill(text.strip(), Random(0), year=written_on.year)  # noqa: S311 (nothing is left to chance here)


def _application(content: dict[str, Any]) -> DemoApplication:
    decided = content.get("decided")
    return DemoApplication(
        vacancy=content["vacancy"],
        applied=content["applied"],
        stage=Stage(content["stage"]),
        decided=decided,
        told=content.get("told"),
        outcome=Outcome(content.get("outcome", "open" if decided is None else "rejected")),
        silver_medallist=content.get("silver", False),
        findings=tuple(
            DemoFinding(item["requirement"], Finding(item["finding"]), item["note"], item.get("advice", ""))
            for item in content.get("finding", [])
        ),
        sentence=content.get("sentence", ""),
    )
