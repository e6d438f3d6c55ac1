"""The words a person agrees to. What the page shows is what the ledger refers to, by hash."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from sqlalchemy.dialects import postgresql, sqlite

from crm.extensions import db
from models import Language, Notice, Organisation, Purpose

ASKED = (Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES, Purpose.EMAIL_VACANCIES)


@dataclass(frozen=True)
class NoticeText:
    """One purpose in one language: a label of a few words, and what it means."""

    purpose: Purpose
    language: Language
    label: str
    explanation: str

    @property
    def text(self) -> str:
        return f"{self.label}\n{self.explanation}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def notice_text(purpose: Purpose, language: Language, organisation: Organisation) -> NoticeText:
    """The current words, from `templates/notices/<purpose>/<language>.txt`: label on the first line."""
    text = render_template(f"notices/{purpose.value}/{language.value}.txt", organisation=organisation)
    label, explanation = text.strip().split("\n", 1)
    return NoticeText(purpose, language, label.strip(), " ".join(explanation.split()))


def published(words: NoticeText, *, now: datetime) -> Notice:
    """The notice row of these exact words: the newest version, or a new version when the words changed."""
    latest = db.session.scalars(Notice.latest(words.purpose, words.language)).one_or_none()
    if latest and latest.text_sha256 == words.sha256:
        return latest
    insert = (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(Notice)
    db.session.execute(
        insert.values(
            purpose=words.purpose,
            language=words.language,
            version=latest.version + 1 if latest else 1,
            text=words.text,
            text_sha256=words.sha256,
            published_at=now,
        ).on_conflict_do_nothing()
    )
    return db.session.scalars(Notice.latest(words.purpose, words.language)).one()
