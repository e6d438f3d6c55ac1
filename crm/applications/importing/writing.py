"""Prepared rows become people and candidacies in the database, within one transaction that the caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect

from crm.applications.importing import candidacies, people, problems
from crm.applications.importing.claims import Judge
from crm.applications.importing.clocks import set_clock
from crm.applications.importing.columns import Column
from crm.applications.importing.inserting import insert_new
from crm.applications.importing.lookup import Lookup, SharedAddress, TwoPeople
from crm.applications.importing.preparing import Prepared
from crm.applications.importing.rows import ApplicantRow
from crm.applications.importing.rules import Conventions, Rules
from crm.extensions import db
from models import Candidate, ImportBatch


@dataclass
class Written:
    """Somebody whom a row was about, and whether it told anything new."""

    candidate: Candidate
    row: ApplicantRow
    prepared: Prepared
    is_news: bool
    was_quarantined: bool


def write(piece: Sequence[Prepared], batch: ImportBatch, rules: Rules) -> None:
    """Write these rows and count them. What is to be reported is added to each row's problems."""
    lookup = Lookup([each.row for each in piece if each.row])
    with db.session.no_autoflush:
        written = [one for each in piece if (one := _write_row(each, lookup, rules))]
    claiming = [one for one in written if one.row.claim]
    _save([one.candidate for one in written], [one.candidate for one in claiming])
    judge = Judge([one.candidate for one in claiming], batch, rules)
    for one in claiming:
        is_news, found = judge.decide(one.candidate, one.row)
        one.is_news |= is_news
        one.prepared.problems += found
    batch.rows += len(piece)
    batch.rejected += len(piece) - len(written)
    batch.imported += sum(one.is_news for one in written)
    batch.known += sum(not one.is_news for one in written)
    batch.quarantined += sum(not one.was_quarantined and one.candidate.quarantined_at is not None for one in written)


def _save(people: Sequence[Candidate], changing: Sequence[Candidate]) -> None:
    """Known people and those who change once more are the session's; the others go in by the hundred."""
    db.session.add_all(changing)
    db.session.flush()
    new = {id(person): person for person in people if inspect(person).transient}
    insert_new(list(new.values()))


def _write_row(prepared: Prepared, lookup: Lookup, rules: Rules) -> Written | None:
    row, person = prepared.row, prepared.person
    if row is None or person is None:
        return None
    try:
        known = lookup.person(row) or _namesake(row, lookup, rules.conventions)
    except TwoPeople:
        prepared.problems.append(row.problem(Column.EXTERNAL_ID, row.external_id or "", problems.TWO_PEOPLE))
        return None
    except SharedAddress as shared:
        is_here = _may_keep(row, shared.candidate, lookup.suppressed_at(row), rules.now)
        reason = problems.SHARED_ADDRESS if is_here else problems.MAY_NOT_KEEP
        prepared.problems.append(row.problem(Column.EMAIL, row.email or "", reason))
        return None
    if not _may_keep(row, known, lookup.suppressed_at(row), rules.now):
        prepared.problems.append(row.problem(Column.EMAIL, row.email or "", problems.MAY_NOT_KEEP))
        return None
    if known is None:
        return _write_new(prepared, row, person, lookup, rules)
    return _write_known(prepared, row, person, known, lookup, rules)


def _namesake(row: ApplicantRow, lookup: Lookup, conventions: Conventions) -> Candidate | None:
    """Somebody without address and id: the same person when the candidacy is the same too, or when there is none."""
    namesakes = lookup.namesakes(row)
    if not row.vacancy:
        return namesakes[0] if namesakes else None
    return next((one for one in namesakes if candidacies.find(one, row, lookup, conventions)), None)


def _may_keep(row: ApplicantRow, known: Candidate | None, suppressed_at: datetime | None, now: datetime) -> bool:
    """Nobody comes back by an import. Whoever applies again afterwards does: that is a new candidacy."""
    if suppressed_at and not (row.is_open and (row.applied_at or now) > suppressed_at):
        return False
    if known and known.keep_until <= now:
        return row.applied_at > known.keep_until if row.applied_at else row.is_open
    return True


def _write_new(prepared: Prepared, row: ApplicantRow, person: Candidate, lookup: Lookup, rules: Rules) -> Written:
    person.tags[:] = map(lookup.tag, row.tags)
    if row.vacancy:
        candidacies.add(person, row, lookup, rules.conventions, rules.language)
    if row.claim:
        person.permissions = []  # else each would be asked of the database, one by one
    set_clock(person, row, rules.preset, rules.now)
    lookup.remember(person)
    return Written(person, row, prepared, is_news=True, was_quarantined=False)


def _write_known(
    prepared: Prepared, row: ApplicantRow, person: Candidate, known: Candidate, lookup: Lookup, rules: Rules
) -> Written:
    was_quarantined = known.quarantined_at is not None
    brought, person.documents = list(person.documents), []
    is_news, found = people.enrich(known, row, brought, lookup, rules.now)
    prepared.problems += found
    application = candidacies.find(known, row, lookup, rules.conventions)
    if application:
        has_moved, found = candidacies.update(application, row)
        prepared.problems += found
    elif row.vacancy:
        candidacies.add(known, row, lookup, rules.conventions, rules.language)
        has_moved = True
    else:
        has_moved = False
    if has_moved:
        set_clock(known, row, rules.preset, rules.now)
    return Written(known, row, prepared, is_news or has_moved, was_quarantined)
