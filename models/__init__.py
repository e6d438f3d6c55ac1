"""Tables, their laws and their named selects. Plain SQLAlchemy; knows no Flask, mail, address or current user."""

from models.access import AccessCode, AccessRecord
from models.address_change import AddressChange
from models.alert import Alert, AlertChoice, AlertFrequency, AlertKind
from models.ambassador import Ambassador, Referral
from models.application import AlreadyDecided, Application, Finding, Followed, LetterOverride, Outcome, Verdict
from models.audit import AuditEvent
from models.base import Base, UtcDateTime
from models.bounce import Bounce, BounceKind
from models.call_task import CallTask
from models.candidate import Candidate, CandidateState, Tag
from models.consent import ConsentKind, Decision, Permission, Purpose, may
from models.contact_note import ContactKind, ContactNote
from models.document import Document, DocumentKind, DocumentState
from models.download import Download
from models.erasure import Erasure, ErasureCause, MessageTrace
from models.import_batch import ImportBatch, ImportRow
from models.incident import Incident
from models.invitation import AlreadyInvited, Invitation, Reply
from models.language import Language, Tone
from models.ledger import (
    ChainDisposal,
    ConsentEvent,
    ConsentEvidence,
    FormerSubject,
    LedgerCount,
    Notice,
    PurposeEnding,
)
from models.legal_hold import LegalHold
from models.letter import LetterText
from models.link import Link, LinkKind
from models.match import Band, Match, MatchDecision, MatchRun, ProfileVector
from models.mention import Mention
from models.message import Attempt, Message, MessageClass, MessageState
from models.organisation import Organisation
from models.paper_consent import PaperConsent
from models.privacy_request import PrivacyRequest, RequestKind, RequestOutcome
from models.promise import Promise, PromiseEnded, PromiseState
from models.received_mail import ReceivedMail
from models.search import CandidateWords
from models.signal import Signal
from models.stage import Stage
from models.suppression import Suppression
from models.survey import SurveyAnswer, SurveyAsk, SurveyQuestion, SurveyResponse
from models.synonym import Synonym
from models.throttle import ThrottleCount
from models.user import EndedSession, Role, User
from models.vacancy import Filled, Requirement, Vacancy, VacancyState
from models.webhook import Delivery, DeliveryState, Webhook, WebhookEvent, WebhookKind
from models.wishes import Wishes

__all__ = [
    "AccessCode",
    "AccessRecord",
    "AddressChange",
    "Alert",
    "AlertChoice",
    "AlertFrequency",
    "AlertKind",
    "AlreadyDecided",
    "AlreadyInvited",
    "Ambassador",
    "Application",
    "Attempt",
    "AuditEvent",
    "Band",
    "Base",
    "Bounce",
    "BounceKind",
    "CallTask",
    "Candidate",
    "CandidateState",
    "CandidateWords",
    "ChainDisposal",
    "ConsentEvent",
    "ConsentEvidence",
    "ConsentKind",
    "ContactKind",
    "ContactNote",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Document",
    "DocumentKind",
    "DocumentState",
    "Download",
    "EndedSession",
    "Erasure",
    "ErasureCause",
    "Filled",
    "Finding",
    "Followed",
    "FormerSubject",
    "ImportBatch",
    "ImportRow",
    "Incident",
    "Invitation",
    "Language",
    "LedgerCount",
    "LegalHold",
    "LetterOverride",
    "LetterText",
    "Link",
    "LinkKind",
    "Match",
    "MatchDecision",
    "MatchRun",
    "Mention",
    "Message",
    "MessageClass",
    "MessageState",
    "MessageTrace",
    "Notice",
    "Organisation",
    "Outcome",
    "PaperConsent",
    "Permission",
    "PrivacyRequest",
    "ProfileVector",
    "Promise",
    "PromiseEnded",
    "PromiseState",
    "Purpose",
    "PurposeEnding",
    "ReceivedMail",
    "Referral",
    "Reply",
    "RequestKind",
    "RequestOutcome",
    "Requirement",
    "Role",
    "Signal",
    "Stage",
    "Suppression",
    "SurveyAnswer",
    "SurveyAsk",
    "SurveyQuestion",
    "SurveyResponse",
    "Synonym",
    "Tag",
    "ThrottleCount",
    "Tone",
    "User",
    "UtcDateTime",
    "Vacancy",
    "VacancyState",
    "Verdict",
    "Webhook",
    "WebhookEvent",
    "WebhookKind",
    "Wishes",
    "may",
]
