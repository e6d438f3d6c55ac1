"""What a person does about their own record, once the door is open."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from crm import codes, links, mail, throttle
from crm.candidates.documents import ReadResult, document_of, read_document
from crm.candidates.language import language_of
from crm.consent.ledger import lock
from crm.extensions import db
from crm.mail import bounces
from crm.queue import wake
from models import (
    AccessCode,
    AddressChange,
    Candidate,
    Document,
    DocumentKind,
    Followed,
    MessageClass,
    Verdict,
    Wishes,
)

MOST_CODES, MOST_CODES_PER_NETWORK = 5, 20
MOST_DOCUMENTS = 20
TOO_MANY = _l("We have 20 files of you already. Write to us, and we take the older ones away.")
HOUR = timedelta(hours=1)


class TooMany(Exception):
    """More requests in an hour than anybody makes by hand."""


class AddressTaken(Exception):
    """Another record has this address; whose is not told."""


def send_code(candidate: Candidate, *, session: str, network: str, now: datetime) -> AccessCode:
    """Mail a code for this browser. Raises TooMany."""
    per_person = throttle.count("code", candidate.public_id, now=now, window=HOUR)
    if (
        throttle.count("code_network", network, now=now, window=HOUR) > MOST_CODES_PER_NETWORK
        or per_person > MOST_CODES
    ):
        raise TooMany
    code = codes.prepare(candidate, session=session, now=now)
    mail.queue(
        "access_code", candidate, message_class=MessageClass.RIGHTS, dedupe_key=f"access_code:{code.id}", now=now
    )
    return code


def wish(candidate: Candidate, *, now: datetime, **values: object) -> None:
    """What they want next, in their own words. The work they wish for is read when they are compared."""
    wishes = db.session.get(Wishes, candidate.id) or Wishes(candidate_id=candidate.id)
    for name, value in values.items():
        setattr(wishes, name, value)
    wishes.changed_at = now
    db.session.add(wishes)
    candidate.profile_changed_at = now
    wake("match")


def say_customer(candidate: Candidate, is_one: bool, *, now: datetime) -> None:
    """They buy from us, or no longer. It weighs in nothing."""
    candidate.customer_said_at = (candidate.customer_said_at or now) if is_one else None


def rest(candidate: Candidate, *, until: datetime | None) -> None:
    """No mail and no comparing until that moment; None ends the pause."""
    candidate.paused_until = until
    wake("match")


def add_cv(candidate: Candidate, upload: FileStorage, *, now: datetime) -> ReadResult:
    """Read and keep a new CV. What we never take as a CV is not kept; the result says why."""
    return _add(candidate, upload, DocumentKind.CV, now=now)[0]


def add_certificate(candidate: Candidate, verdict: Verdict, upload: FileStorage, *, now: datetime) -> ReadResult:
    """Read and keep what proves that our advice was followed; it says so by itself. The same files as CVs."""
    result, document = _add(candidate, upload, DocumentKind.CERTIFICATE, now=now)
    if document:
        verdict.document, verdict.followed = document, Followed.DONE
        verdict.followed_at = verdict.followed_at or now
    return result


def _add(
    candidate: Candidate, upload: FileStorage, kind: DocumentKind, *, now: datetime
) -> tuple[ReadResult, Document | None]:
    if len(candidate.documents) >= MOST_DOCUMENTS:
        return ReadResult(reason=TOO_MANY), None
    filename = (upload.filename or "cv").replace("\\", "/").rsplit("/", 1)[-1]
    filename = "".join(each for each in filename if each.isprintable())[-120:] or "cv"
    content = upload.read()
    result = read_document(content, filename)
    if not result.may_be_kept or result.reason:
        return result, None
    lock(candidate)
    document = document_of(result, filename, content)
    document.language, document.created_at, document.kind = language_of(result.text), now, kind
    candidate.documents.append(document)
    candidate.profile_changed_at = now
    candidate.refresh_search()
    wake("match")
    return result, document


def confirm_address(candidate: Candidate, mailed_to: str | None, *, now: datetime) -> bool:
    """The link in the mail to this address was used: from now on we write there, and every older link is dead.

    False when no change to this very address waits. Raises AddressTaken.
    """
    lock(candidate)
    newest = (
        db.select(AddressChange)
        .where(
            AddressChange.candidate_id == candidate.id,
            AddressChange.email == mailed_to,
            AddressChange.confirmed_at.is_(None),
            AddressChange.expires_at > now,
        )
        .order_by(AddressChange.id.desc())
        .limit(1)
    )
    change = db.session.scalars(newest).one_or_none()
    if change is None:
        return False
    other = db.session.scalar(db.select(Candidate.id).where(Candidate.email == change.email))
    if other not in (None, candidate.id):
        raise AddressTaken
    former, candidate.email = candidate.email, change.email
    change.confirmed_at = now
    bounces.follow(candidate, now=now)
    candidate.refresh_search()
    links.end_all_of(candidate, now=now)
    if former:
        mail.queue(
            "address_changed",
            candidate,
            message_class=MessageClass.RIGHTS,
            dedupe_key=f"address_changed:{change.id}",
            now=now,
            to_email=former,
        )
    send_fresh_link(candidate, now=now)
    return True


def send_fresh_link(candidate: Candidate, *, now: datetime) -> None:
    mail.queue(
        "my_data",
        candidate,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"my_data:c{candidate.id}:{now.isoformat()}",
        now=now,
    )
