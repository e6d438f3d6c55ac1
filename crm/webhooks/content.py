"""What is said: made at the moment of sending, permission asked once more, and no more than a mail to staff says."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from crm.extensions import db
from crm.links import public_url
from crm.vacancies.news import MOST_NAMED, Named, News
from models import (
    Candidate,
    Delivery,
    Invitation,
    MatchRun,
    Mention,
    Organisation,
    Reply,
    Vacancy,
    WebhookEvent,
    WebhookKind,
)


class NothingToSay(Exception):
    """Everybody whom it was about left, or what it was about is gone."""


def body_of(delivery: Delivery, *, now: datetime) -> bytes:
    """As its webhook wants it. Raises NothingToSay."""
    vacancy = db.session.get(Vacancy, delivery.vacancy_id) if delivery.vacancy_id else None
    language = db.session.scalars(Organisation.current()).one().language.value
    with force_locale(language):
        subject = _subject(delivery, vacancy, now)
        if delivery.webhook.kind is WebhookKind.CHAT:
            return json.dumps({"text": subject.line}, ensure_ascii=False).encode()
    content = {"type": delivery.event.value, "timestamp": delivery.happened_at.isoformat(), "data": subject.data}
    return json.dumps(content, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class _Subject:
    """What happened: as text for a chat, and as values."""

    line: str
    data: dict[str, Any]


def _subject(delivery: Delivery, vacancy: Vacancy | None, now: datetime) -> _Subject:
    if delivery.event is WebhookEvent.TEST:
        words = _("Weerzien can reach this address. Nothing has happened: somebody pressed the test button.")
        return _Subject(escaped(words), {"message": words})
    if vacancy is None:
        raise NothingToSay
    if delivery.event is WebhookEvent.REPLY:
        return _reply(delivery, vacancy, now)
    if delivery.event is WebhookEvent.NOBODY_FITS:
        words = _("Nobody in the pool fits %(title)s well enough. We say so when that changes.", title=vacancy.title)
        return _Subject(f"{escaped(words)} {_link(vacancy)}", {"vacancy": _vacancy(vacancy)})
    return _matches(delivery, vacancy, now)


def _matches(delivery: Delivery, vacancy: Vacancy, now: datetime) -> _Subject:
    found = db.session.execute(Mention.matches(now).where(Mention.delivery_id == delivery.id)).all()
    run = db.session.scalars(MatchRun.latest(vacancy.id)).one_or_none()
    if not found or run is None:
        raise NothingToSay
    people = Named.all_of([match for _mention, match in found][:MOST_NAMED], now)
    news = News(vacancy, run, people, frozenset(mention.candidate_id for mention, _match in found), earlier=False)
    data = {"vacancy": _vacancy(vacancy), "total": len(found), "people": [_person(each) for each in people]}
    lines = [f"*{escaped(news.heading)}*", *(_line(each) for each in people), *([news.more] if news.more else [])]
    return _Subject("\n".join([*lines, _link(vacancy)]), data)


def _person(person: Named) -> dict[str, Any]:
    return {
        "name": person.name,
        "place": person.place,
        "fit": person.band.value,
        "found": person.found,
        "unclear": person.unclear,
        "not_found": person.not_found,
        "confirm_first": person.confirm.words,
        "url": public_url(person.path),
    }


def _line(person: Named) -> str:
    says = [person.found_words, person.absent_words, person.confirm.sentence]
    about = ". ".join(words for words in says if words)
    return f"• {escaped(person.name)} ({person.band_word}){': ' if about else ''}{escaped(about)}"


def _reply(delivery: Delivery, vacancy: Vacancy, now: datetime) -> _Subject:
    invitation = db.session.get(Invitation, delivery.invitation_id)
    visible = Candidate.visible(now).where(Candidate.id == (invitation.candidate_id if invitation else None))
    person = db.session.scalars(visible).one_or_none()
    if invitation is None or invitation.reply is None or person is None:
        raise NothingToSay
    name, title = person.short_name, vacancy.title
    words = {
        Reply.INTERESTED: _("%(name)s is interested in %(title)s", name=name, title=title),
        Reply.NOT_NOW: _("%(name)s: not now", name=name),
        Reply.NO: _("%(name)s says no to %(title)s", name=name, title=title),
        Reply.STOP: _("%(name)s wants no more mail about vacancies", name=name),
    }[invitation.reply]
    address = public_url(f"/candidates/{person.public_id}")
    data = {"vacancy": _vacancy(vacancy), "name": name, "reply": invitation.reply.value, "url": address}
    return _Subject(f"{escaped(words)} <{address}|{escaped(_('Open the profile'))}>", data)


def _vacancy(vacancy: Vacancy) -> dict[str, Any]:
    return {"id": vacancy.id, "title": vacancy.title, "url": public_url(f"/vacancies/{vacancy.id}")}


def _link(vacancy: Vacancy) -> str:
    return f"<{public_url(f'/vacancies/{vacancy.id}')}|{escaped(_('See them and invite'))}>"


def escaped(words: str) -> str:
    """A chat reads < > & as marks of its own: a name could call everybody, or be a link."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
