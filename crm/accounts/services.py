"""Colleagues: adding them, what they may do, and how they come by a password."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from crm import audit, mail, throttle
from crm.accounts import passwords
from crm.extensions import db
from models import Language, Link, LinkKind, MessageClass, Organisation, Role, User

LINKS_PER_HOUR = 3


class AddressTaken(Exception):
    """Somebody here has this e-mail address already."""


class LastAdministrator(Exception):
    """Without this colleague nobody could manage settings and users any more."""


class LinkIsSpent(Exception):
    """Expired, used, forged or of somebody who lost access: all the same to whoever holds it."""


def set_up(
    *, name: str, privacy_email: str, sender_email: str, country: str, language: Language, now: datetime
) -> Organisation:
    """The one organisation of this installation."""
    organisation = Organisation(
        name=" ".join(name.split()),
        privacy_email=privacy_email,
        sender_email=sender_email,
        country=country,
        language=language,
    )
    db.session.add(organisation)
    db.session.flush()
    audit.record("organisation.set_up", by=None, now=now)
    return organisation


def add_user(
    *, email: str, name: str, roles: Collection[Role], language: Language, by: User | None, now: datetime
) -> User:
    """A new colleague, without a password yet. Raises AddressTaken."""
    if db.session.scalars(User.with_email(email)).one_or_none():
        raise AddressTaken
    user = User(
        email=email.strip().lower(),
        name=" ".join(name.split()),
        roles=_stored(roles),
        language=language,
        sessions_valid_from=now,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    audit.record("user.added", by=by, now=now, subject=f"user:{user.id}", roles=user.roles)
    return user


def change_user(user: User, *, name: str, roles: Collection[Role], by: User, now: datetime) -> None:
    """Raises LastAdministrator when nobody would be left to manage users."""
    if Role.ADMIN not in roles:
        _keep_an_administrator(user)
    user.name = " ".join(name.split())
    if set(user.roles) != set(_stored(roles)):
        user.roles = _stored(roles)
        audit.record("user.roles_changed", by=by, now=now, subject=f"user:{user.id}", roles=user.roles)


def take_access(user: User, *, by: User, now: datetime) -> None:
    """From now on this colleague cannot enter: not in open sessions, not by links already mailed."""
    _keep_an_administrator(user)
    user.disabled_at = now
    user.sessions_valid_from = now
    db.session.execute(Link.spend_all_of(user.id, now))
    audit.record("user.access_taken", by=by, now=now, subject=f"user:{user.id}")


def give_access(user: User, *, by: User, now: datetime) -> None:
    user.disabled_at = None
    audit.record("user.access_given", by=by, now=now, subject=f"user:{user.id}")


def mail_password_link(user: User, *, now: datetime) -> None:
    """Mail a link with which this colleague sets a password, once, within an hour of its sending."""
    mail.queue(
        "password", user, message_class=MessageClass.STAFF, dedupe_key=f"password:u{user.id}:{now.isoformat()}", now=now
    )


def ask_password_link(email: str, *, now: datetime) -> None:
    """Mail a link if this is a colleague's address. For a stranger the same work is done and thrown away, so that
    neither the answer nor its time tells who works here."""
    asked = throttle.count("password_link", email, now=now, window=timedelta(hours=1))
    user = db.session.scalars(User.with_email(email)).one_or_none()
    if user and not user.disabled_at and asked <= LINKS_PER_HOUR:
        mail_password_link(user, now=now)
    else:
        mail.render("password", User(email=email, name="", language=Language.DUTCH))


def set_password_by_link(secret: str, password: str, *, now: datetime) -> User:
    """Spend the link and set the password. Raises LinkIsSpent or WeakPassword."""
    user_id = db.session.execute(Link.spend(secret, LinkKind.STAFF, now)).scalar_one_or_none()
    user = db.session.get(User, user_id) if user_id else None
    if user is None or user.disabled_at:
        raise LinkIsSpent
    set_password(user, password, now=now)
    return user


def set_password(user: User, password: str, *, now: datetime) -> None:
    """A new password ends every session that began before it, and every link. Raises WeakPassword."""
    organisation = db.session.scalars(Organisation.current()).one()
    passwords.refuse_weak(password, known=(user.name, user.email, organisation.name))
    user.password_hash = passwords.hash_password(password)
    user.sessions_valid_from = now
    throttle.forget("sign_in", user.email)
    db.session.execute(Link.spend_all_of(user.id, now))
    audit.record("user.password_set", by=user, now=now, subject=f"user:{user.id}")


def _stored(roles: Collection[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


def _keep_an_administrator(user: User) -> None:
    """Locks the users, so that two administrators cannot remove each other at once."""
    staff = db.session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id).with_for_update())
    left = [other for other in staff if other.id != user.id and other.has_role(Role.ADMIN) and other.password_hash]
    if user.has_role(Role.ADMIN) and not left:
        raise LastAdministrator
