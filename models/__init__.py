"""Tables, their laws and their named selects. Plain SQLAlchemy; knows no Flask, mail, address or current user."""

from models.alert import Alert, AlertKind
from models.application import AlreadyDecided, Application, Finding, Outcome, Verdict
from models.audit import AuditEvent
from models.base import Base, UtcDateTime
from models.candidate import Candidate, CandidateState, Tag
from models.consent import ConsentEvent, ConsentEvidence, ConsentKind, Decision, Notice, Permission, Purpose, may
from models.document import Document, DocumentState
from models.import_batch import ImportBatch, ImportRow
from models.invitation import AlreadyInvited, Invitation, Reply
from models.language import Language
from models.link import Link, LinkKind
from models.match import Band, Match, MatchDecision, MatchRun, ProfileVector
from models.message import Attempt, Message, MessageClass, MessageState
from models.organisation import Organisation
from models.search import CandidateWords
from models.stage import Stage
from models.suppression import Suppression
from models.throttle import ThrottleCount
from models.user import EndedSession, Role, User
from models.vacancy import Requirement, Vacancy, VacancyState

__all__ = [
    "Alert",
    "AlertKind",
    "AlreadyDecided",
    "AlreadyInvited",
    "Application",
    "Attempt",
    "AuditEvent",
    "Band",
    "Base",
    "Candidate",
    "CandidateState",
    "CandidateWords",
    "ConsentEvent",
    "ConsentEvidence",
    "ConsentKind",
    "Decision",
    "Document",
    "DocumentState",
    "EndedSession",
    "Finding",
    "ImportBatch",
    "ImportRow",
    "Invitation",
    "Language",
    "Link",
    "LinkKind",
    "Match",
    "MatchDecision",
    "MatchRun",
    "Message",
    "MessageClass",
    "MessageState",
    "Notice",
    "Organisation",
    "Outcome",
    "Permission",
    "ProfileVector",
    "Purpose",
    "Reply",
    "Requirement",
    "Role",
    "Stage",
    "Suppression",
    "Tag",
    "ThrottleCount",
    "User",
    "UtcDateTime",
    "Vacancy",
    "VacancyState",
    "Verdict",
    "may",
]
