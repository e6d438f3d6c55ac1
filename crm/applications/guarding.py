"""The guard over a letter that is being written: what it has to know of the person, and what others were told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm import letters
from crm.applications.guard import Letter, Seen, judge
from crm.applications.guard.substance import sentences
from crm.applications.letter import Answer, kind
from crm.extensions import db
from crm.letters.placeholders import SPOT
from models import Application, LetterOverride, Organisation, Outcome, User

LAST = 10
"""With how many earlier letters about a vacancy one is compared."""


class Refused(Exception):
    """The guard refuses this letter, and nobody gave a reason to send it all the same."""

    def __init__(self, seen: list[Seen]) -> None:
        super().__init__(" ".join(each.rule.name for each in seen))
        self.seen = seen


def seen(application: Application, answer: Answer, *, others: Sequence[str] = (), called: str = "") -> list[Seen]:
    """What the guard sees. `others`: letters that leave at the same time; `called`: a name that is not kept yet."""
    candidate, vacancy, body = application.candidate, application.vacancy, answer.body
    own = _beside_the_frame(application, body) if body.strip() else _typed(answer)
    name = candidate.first_name or called or candidate.name
    return judge(
        Letter(
            text=body if body.strip() else f"{name},\n\n{own}",
            own=own or "-",
            language=candidate.language.value,
            names=tuple(filter(None, (candidate.first_name or called, candidate.last_name))),
            vacancy=vacancy.title,
            requirements=tuple(each.text for each in vacancy.requirements)
            + tuple(each.asked for each in answer.findings),
            background=(candidate.profile,),
            earlier=(*_last_told(application), *others),
            has_promise=answer.makes_a_promise,
        )
    )


def refuse(found: Sequence[Seen], *, reason: str) -> None:
    """Raise Refused unless nothing refuses, or somebody says why it has to leave all the same."""
    refusing = [each for each in found if each.refuses]
    if refusing and not reason.strip():
        raise Refused(refusing)


def note_override(application: Application, found: Sequence[Seen], *, reason: str, by: User, now: datetime) -> None:
    """Keep why a refused letter left; nothing to keep when it passed."""
    rules = dict.fromkeys(each.rule.name for each in found if each.refuses)
    if rules:
        application.overrides.append(
            LetterOverride(rules=" ".join(rules), reason=reason.strip(), user_id=by.id, created_at=now)
        )


def typed(answer: Answer) -> str:
    """What a letter says of its own, to compare it with the next."""
    return answer.body.strip() or _typed(answer)


def _typed(answer: Answer) -> str:
    """What the writer wrote; the ways to say a finding are ours."""
    found = [each for each in answer.findings if each.finding]
    said = [part for each in found for part in (each.asked, each.note, each.advice)]
    return _apart(*said, answer.sentence)


def _beside_the_frame(application: Application, body: str) -> str:
    """Without the sentences that the organisation's own letter has, which everybody gets."""
    candidate = application.candidate
    tone = db.session.scalars(Organisation.current()).one().tone
    text = letters.current(kind(application), candidate.language, tone)
    frame = {_bare(each) for each in sentences(text.body)}
    filled = {_bare(_put_names(each, application)) for each in sentences(text.body)}
    return "\n\n".join(each for each in sentences(body) if _bare(each) not in frame | filled)


def _put_names(sentence: str, application: Application) -> str:
    known = {"vacancy": application.vacancy.title, "vacature": application.vacancy.title}
    return SPOT.sub(lambda spot: known.get(spot.group(1), spot.group()), sentence)


def _bare(sentence: str) -> str:
    return " ".join(sentence.casefold().split())


def _last_told(application: Application) -> list[str]:
    """The own words of the last rejections of this vacancy."""
    query = (
        select(Application)
        .where(
            Application.vacancy_id == application.vacancy_id,
            Application.id != application.id,
            Application.outcome == Outcome.REJECTED,
            Application.feedback.is_not(None),
        )
        .order_by(Application.decided_at.desc(), Application.id.desc())
        .limit(LAST)
        .options(selectinload(Application.verdicts))
    )
    return [_told(each) for each in db.session.scalars(query)]


def _told(application: Application) -> str:
    if application.letter:
        return _beside_the_frame(application, application.letter)
    said = [part for each in application.verdicts for part in (each.note, each.advice)]
    return _apart(*said, application.feedback or "")


def _apart(*parts: str) -> str:
    """Each a paragraph: whoever wrote them put full stops, or did not."""
    return "\n\n".join(part.strip() for part in parts if part.strip())
