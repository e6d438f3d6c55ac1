"""The words a person agrees to. What the page shows is what the ledger refers to, by hash."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from crm.extensions import db
from models import ConsentKind, Language, Notice, Organisation, Purpose, PurposeEnding
from models.retention import POLICY_VERSION

ASKED = tuple(Purpose)

_KEPT = ("contact", "cv", "application", "feedback", "wishes")
_USED: dict[Purpose, tuple[str, ...]] = {
    Purpose.KEEP_PROFILE: _KEPT,
    Purpose.MATCH_VACANCIES: ("cv", "application", "feedback", "wishes"),
    Purpose.EMAIL_VACANCIES: ("contact",),
    Purpose.SURVEY: ("contact", "survey answers", "advice"),
}
_METHOD: dict[Purpose, str] = {
    Purpose.KEEP_PROFILE: "stored, searched by recruiters",
    Purpose.MATCH_VACANCIES: "text similarity ranking, human decides",
    Purpose.EMAIL_VACANCIES: "one mail per vacancy after the decision of a named recruiter",
    Purpose.SURVEY: "one mail after a procedure, one on the day that an advice named, thanks for passing vacancies on",
}
AUTHORITIES = {
    "NL": "Autoriteit Persoonsgegevens",
    "BE": "Gegevensbeschermingsautoriteit / Autorité de protection des données",
    "DE": "Datenschutzaufsichtsbehörde des Landes",
}


@dataclass(frozen=True)
class NoticeText:
    """One purpose in one language: a label of a few words, what it means, and the facts that a record must hold."""

    purpose: Purpose
    language: Language
    label: str
    explanation: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Canonical JSON after RFC 8785: keys in order, no blanks, UTF-8; it holds no numbers with a fraction."""
        content = {
            "explanation": self.explanation,
            "facts": self.facts,
            "label": self.label,
            "language": self.language.value,
            "purpose": self.purpose.value,
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def notice_text(purpose: Purpose, language: Language, organisation: Organisation) -> NoticeText:
    """The current words, from `templates/notices/<purpose>/<language>.txt`: label on the first line."""
    text = render_template(f"notices/{purpose.value}/{language.value}.txt", organisation=organisation)
    label, explanation = text.strip().split("\n", 1)
    return NoticeText(purpose, language, label.strip(), " ".join(explanation.split()), _facts(purpose, organisation))


def _facts(purpose: Purpose, organisation: Organisation) -> dict[str, object]:
    """The mandatory fields of a consent record. Source: ISO/IEC TS 27560:2023, through the guide of the W3C DPV."""
    preset = organisation.preset
    return {
        "authority": AUTHORITIES.get(organisation.country, "the data protection authority of your country"),
        "controller": {
            "address": organisation.address,
            "contact": organisation.privacy_email,
            "name": organisation.name,
        },
        "data": list(_USED[purpose]),
        "jurisdiction": organisation.country,
        "lawful_basis": "GDPR 6(1)(a)",
        "policy_version": POLICY_VERSION,
        "processing_method": _METHOD[purpose],
        "recipients": ["recruiters of the controller", "the controller's mail provider"],
        "retention": {"days": preset.pool_days, "preset": preset.code},
        "special_categories": [],
        "storage": "server of the controller",
        "withdrawal": "personal link in every mail; the privacy contact",
    }


def asked() -> tuple[Purpose, ...]:
    """The purposes that the organisation still asks for, in the order shown: those it ended are asked no more."""
    ended = set(db.session.scalars(select(PurposeEnding.purpose).where(PurposeEnding.kind == ConsentKind.REVOKED)))
    return tuple(purpose for purpose in ASKED if purpose not in ended)


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
