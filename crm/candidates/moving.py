"""Taking over what lies about one record into another, table by table."""

from typing import TypeVar

from sqlalchemy import Table, delete, insert, select, update

from crm.extensions import db
from models import (
    AccessCode,
    AccessRecord,
    Alert,
    Ambassador,
    Application,
    Candidate,
    CandidateWords,
    Delivery,
    Download,
    Invitation,
    Match,
    Mention,
    Permission,
    ProfileVector,
    Referral,
    Wishes,
)
from models.candidate import acquaintance, candidate_tag
from models.ownership import owned_tables

# Made anew for the person, or of no use any more: what of the record that goes is not taken over.
DROPPED = (AccessCode, CandidateWords, Download, Permission, ProfileVector)
# Taken over with a rule of their own; every other table of a person only gets the other id.
SPECIAL = frozenset(
    {"acquaintance", "ambassador", "access_record", "candidate_tag", "invitation", "match", "mention", "wishes"}
)


Row = TypeVar("Row", Match, Invitation)


def move_rows(former_id: int, kept_id: int) -> None:
    """Every row of the one becomes a row of the other, and the record itself goes."""
    for model in DROPPED:
        db.session.execute(delete(model).where(model.candidate_id == former_id))
    _move_looks(former_id, kept_id)
    _move_pairs(candidate_tag, "tag_id", former_id, kept_id)
    _move_pairs(acquaintance, "user_id", former_id, kept_id)
    _move_wishes(former_id, kept_id)
    _move_one_per_vacancy(former_id, kept_id)
    _move_mentions(former_id, kept_id)
    _move_ambassador(former_id, kept_id)
    dropped = {model.__tablename__ for model in DROPPED}
    for table in owned_tables():
        if "candidate_id" in table.c and table.name not in SPECIAL | dropped:
            db.session.execute(update(table).where(table.c.candidate_id == former_id).values(candidate_id=kept_id))
    db.session.execute(delete(Candidate).where(Candidate.id == former_id))


def _move_looks(former_id: int, kept_id: int) -> None:
    """Who looked is never changed, so it is written anew and the old lines go."""
    columns = [column for column in AccessRecord.__table__.c if column.name not in ("id", "candidate_id")]
    looks = select(AccessRecord.candidate_id * 0 + kept_id, *columns).where(AccessRecord.candidate_id == former_id)
    names = ["candidate_id", *(column.name for column in columns)]
    db.session.execute(insert(AccessRecord).from_select(names, looks))
    db.session.execute(delete(AccessRecord).where(AccessRecord.candidate_id == former_id))


def _move_pairs(table: Table, other: str, former_id: int, kept_id: int) -> None:
    """What hangs on both hangs on the one, once."""
    have = select(table.c[other]).where(table.c.candidate_id == kept_id)
    of_former = table.c.candidate_id == former_id
    db.session.execute(update(table).where(of_former, table.c[other].not_in(have)).values(candidate_id=kept_id))
    db.session.execute(delete(table).where(of_former))


def _move_wishes(former_id: int, kept_id: int) -> None:
    """The newer of the two."""
    theirs, ours = db.session.get(Wishes, former_id), db.session.get(Wishes, kept_id)
    if theirs and ours and theirs.changed_at > ours.changed_at:
        for name in ("work", "regions", "hours", "available_on", "changed_at"):
            setattr(ours, name, getattr(theirs, name))
    if theirs and ours:
        db.session.delete(theirs)
    elif theirs:
        db.session.execute(update(Wishes).where(Wishes.candidate_id == former_id).values(candidate_id=kept_id))
    db.session.flush()


def _move_one_per_vacancy(former_id: int, kept_id: int) -> None:
    """A match and an invitation exist once per vacancy: of two the one that somebody acted on stays, else ours.

    Of a second invitation for the same vacancy the letter stays among the mails.
    """
    for theirs in db.session.scalars(select(Match).where(Match.candidate_id == former_id)).all():
        ours = _same_vacancy(Match, theirs.vacancy_id, kept_id)
        if ours is None:
            theirs.candidate_id = kept_id
            continue
        if theirs.decision and not ours.decision:
            for name in ("decision", "decision_reason", "decided_at", "decided_by_id", "later_until"):
                setattr(ours, name, getattr(theirs, name))
        db.session.execute(update(Invitation).where(Invitation.match_id == theirs.id).values(match_id=ours.id))
        db.session.delete(theirs)
    db.session.flush()
    for invitation in db.session.scalars(select(Invitation).where(Invitation.candidate_id == former_id)).all():
        known = _same_vacancy(Invitation, invitation.vacancy_id, kept_id)
        if known is None:
            invitation.candidate_id = kept_id
            continue
        if invitation.replied_at and (known.replied_at is None or invitation.replied_at > known.replied_at):
            for name in ("reply", "note", "not_now_until", "replied_at", "meet_from", "meet_until"):
                setattr(known, name, getattr(invitation, name))
        db.session.execute(update(Alert).where(Alert.invitation_id == invitation.id).values(invitation_id=known.id))
        _move_candidacy(invitation, known)
        db.session.execute(
            update(Delivery).where(Delivery.invitation_id == invitation.id).values(invitation_id=known.id)
        )
        db.session.delete(invitation)
    db.session.flush()


def _move_candidacy(former: Invitation, known: Invitation) -> None:
    """Of two candidacies that answer one invitation the first keeps saying so; both stay."""
    has_one = db.session.scalar(select(Application.id).where(Application.invitation_id == known.id))
    theirs = update(Application).where(Application.invitation_id == former.id)
    db.session.execute(theirs.values(invitation_id=None if has_one else known.id))


def _move_mentions(former_id: int, kept_id: int) -> None:
    """Nobody who heard of either record hears of the one again."""
    ours = {
        (each.vacancy_id, each.user_id, each.webhook_id)
        for each in db.session.scalars(select(Mention).where(Mention.candidate_id == kept_id))
    }
    for theirs in db.session.scalars(select(Mention).where(Mention.candidate_id == former_id)).all():
        if (theirs.vacancy_id, theirs.user_id, theirs.webhook_id) in ours:
            db.session.delete(theirs)
        else:
            theirs.candidate_id = kept_id
    db.session.flush()


def _move_ambassador(former_id: int, kept_id: int) -> None:
    """One person is an ambassador once: of two the one that is kept stays, and people who came through either did."""
    theirs = db.session.scalars(Ambassador.of(former_id)).one_or_none()
    ours = db.session.scalars(Ambassador.of(kept_id)).one_or_none()
    if theirs and ours:
        db.session.execute(update(Referral).where(Referral.came_through == theirs.word).values(came_through=ours.word))
        ours.thanked_at = max((each for each in (ours.thanked_at, theirs.thanked_at) if each), default=None)
        db.session.delete(theirs)
    elif theirs:
        theirs.candidate_id = kept_id
    db.session.flush()


def _same_vacancy(model: type[Row], vacancy_id: int, candidate_id: int) -> Row | None:
    return db.session.scalars(
        select(model).where(model.vacancy_id == vacancy_id, model.candidate_id == candidate_id)
    ).one_or_none()
