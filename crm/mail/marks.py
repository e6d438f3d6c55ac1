"""What takes the place of the marks in a stored mail, made new for the one mail that leaves now."""

from datetime import datetime

from crm import codes
from crm.links import issue_for_candidate, issue_for_staff, public_url
from crm.mail.rendering import CONFIRM_LINK, PERSONAL_LINK, REFERRAL_LINK, STAFF_LINK, SURVEY_LINK, UNSUBSCRIBE_LINK
from models import LinkKind, Message


def secrets_for(message: Message, *, now: datetime) -> dict[str, str]:
    """Secret addresses and codes by mark. They leave in this mail and are kept nowhere."""
    secrets = {}
    if message.candidate:
        kinds = {
            PERSONAL_LINK: (LinkKind.PERSONAL, "/p"),
            CONFIRM_LINK: (LinkKind.CONFIRM, "/confirm"),
            SURVEY_LINK: (LinkKind.SURVEY, "/s"),
            REFERRAL_LINK: (LinkKind.REFERRAL, "/share/confirm"),
        }
        if message.message_class.is_ours:
            kinds[UNSUBSCRIBE_LINK] = (LinkKind.UNSUBSCRIBE, "/u")
        for mark, (kind, path) in kinds.items():
            if mark in message.text or mark == UNSUBSCRIBE_LINK:
                secret = issue_for_candidate(kind, message.candidate, now=now, message_id=message.id)
                secrets[mark] = public_url(f"{path}/{secret}")
        if codes.MARK in message.text:
            secrets[codes.MARK] = codes.issue(message.candidate.id, now=now)
    if message.user and STAFF_LINK in message.text:
        secrets[STAFF_LINK] = public_url(f"/password/{issue_for_staff(message.user, now=now)}")
    return secrets
