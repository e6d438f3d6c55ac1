"""What a colleague reads about a mail: its kind, where it stands, and why, without ever telling who refused."""

import re
from datetime import datetime

from flask_babel import gettext as _

from crm.formats import datetime_words, soon_words
from crm.mail.quiet import leaves_at
from models import Bounce, BounceKind, Message, MessageClass, MessageState, Organisation
from models.mention import NAMES_CHANGED
from models.message import HELD

_CODE = re.compile(r"\d{3}")


def kind(message: Message) -> str:
    """By its name; a mail that is new here is named after its class."""
    return {
        "access_code": _("Code"),
        "address_changed": _("New address, to the old one"),
        "alert": _("Alert about a vacancy"),
        "ask_again": _("New question, because the words changed"),
        "confirm_address": _("Confirming an address"),
        "confirm_choice": _("Confirming a choice on paper"),
        "digest": _("Alerts of a day or a week"),
        "erasure": _("Confirming an erasure"),
        "invitation": _("Invitation"),
        "letter_test": _("Test of a letter"),
        "my_data": _("Personal link"),
        "password": _("Link to choose a password"),
        "correction": _("Setting a letter right"),
        "receipt": _("Receipt of a choice"),
        "rejection": _("Rejection"),
        "reminder": _("Reminder of the question"),
        "renewal": _("Question to be kept longer"),
        "reply": _("Answer to an invitation"),
        "request_answered": _("Answer about privacy"),
        "request_due": _("Alarm about a request"),
        "status": _("Where the application stands"),
        "thank_you": _("Thank you for the answer"),
        "survey": _("Question how it went"),
        "check_back": _("Question about our advice"),
        "confirm_referral": _("Confirming a recommendation"),
        "ambassador_thanks": _("Thanks for a recommendation"),
    }.get(message.name) or class_words(message.message_class)


def class_words(message_class: MessageClass) -> str:
    return {
        MessageClass.PROCESS: _("Letters about an application"),
        MessageClass.RIGHTS: _("Answers and codes people asked for"),
        MessageClass.CONSENT_REQUEST: _("Questions to be kept"),
        MessageClass.RENEWAL: _("Questions to be kept longer"),
        MessageClass.INVITATION: _("Invitations"),
        MessageClass.SURVEY: _("Questions about how it went"),
        MessageClass.STAFF: _("Mail to colleagues"),
    }[message_class]


def stand_words(stand: str) -> str:
    """The choices of the filter, by their place in the address."""
    return {
        "waiting": _("Waiting"),
        "sent": _("Sent"),
        "failed": _("Failed"),
        "unknown": _("Uncertain"),
        "returned": _("Came back"),
        "cancelled": _("Not sent"),
    }[stand]


def stand(message: Message) -> str:
    """Where it stands, in one word of `stand_words`."""
    if message.state is MessageState.SENT and returned(message):
        return "returned"
    return "waiting" if message.state in (MessageState.QUEUED, *HELD) else message.state.value


def returned(message: Message) -> Bounce | None:
    """What came back undelivered. A complaint is what somebody chose, so it is not shown."""
    return next((each for each in message.bounces if each.kind is not BounceKind.COMPLAINT), None)


def why(message: Message, organisation: Organisation, now: datetime) -> str:
    """One sentence: when it leaves or left, or why it does not."""
    reason = message.reason or ""
    if message.state is MessageState.QUEUED:
        return _when(message, organisation, now)
    if message.state in HELD:
        return _("Is leaving now.")
    if message.state is MessageState.SENT:
        bounce = returned(message)
        if bounce:
            return _came_back(bounce)
        return _("Left on %(moment)s.", moment=datetime_words(message.sent_at or message.due_at))
    if message.state is MessageState.UNKNOWN:
        return _("The line broke before the mail server answered. It may have arrived, so it is not sent again.")
    return _not_sent(reason) if message.state is MessageState.CANCELLED else _failed(reason)


def _came_back(bounce: Bounce) -> str:
    moment = datetime_words(bounce.at)
    return {
        BounceKind.HARD: _("Came back on %(moment)s: this address does not exist.", moment=moment),
        BounceKind.POLICY: _("Came back on %(moment)s: they take no mail from us.", moment=moment),
    }.get(bounce.kind) or _("Came back on %(moment)s: the mailbox took nothing at that moment.", moment=moment)


def _when(message: Message, organisation: Organisation, now: datetime) -> str:
    leaves = leaves_at(message, organisation, now)
    if leaves <= now:
        return _("Leaves within a minute.")
    moment, reason = soon_words(leaves), message.reason or ""
    if reason == "call_first":
        return _("Waits: this person told us that it went badly, and somebody calls first.")
    if reason == "contact_budget":
        return _("Leaves %(moment)s: this person was written to a short while ago.", moment=moment)
    if reason == "paused":
        return _("Waits: mail that we want to send rests until somebody lets it go under Settings, Arriving.")
    if reason.startswith("later:"):
        return _("%(problem)s Next try %(moment)s.", problem=_problem(reason.removeprefix("later:")), moment=moment)
    if message.message_class.keeps_quiet_hours and leaves > max(message.due_at, now):
        return _("Leaves %(moment)s, within working hours.", moment=moment)
    if message.may_be_cancelled and message.message_class.may_wait:
        return _("Leaves %(moment)s, and can be taken back until then.", moment=moment)
    return _("Leaves %(moment)s.", moment=moment)


def _problem(told: str) -> str:
    """What stood in the way of one try, by the server's code or the kind of the error."""
    if told == "mistake":
        return _("Something went wrong on our side.")
    if told == "no_answer":
        return _("The line broke before the mail server answered.")
    if _CODE.fullmatch(told):
        return _("The mail server asks to wait (%(code)s).", code=told)
    return _("The mail server cannot be reached.")


def _failed(reason: str) -> str:
    cause, _colon, told = reason.partition(":")
    if cause == "refused":
        return _("The mail server refuses this mail or this address (%(code)s).", code=told)
    if cause == "gave_up":
        return _("Given up after three days. %(problem)s", problem=_problem(told))
    if cause == "bad_address":
        return _("No mail can be sent to this address. Mend it, then send again.")
    return _("It could not be delivered.")


def _not_sent(reason: str) -> str:
    """Refused, withdrawn, objected, erased and expired are one sentence, and so is whatever comes to be added."""
    return {
        "address_bounces": _(
            "Mail to this address comes back. Mend the address, or say on the person’s page that it works."
        ),
        "answered": _("The question was answered before it left."),
        "merged": _("Two records of this person became one."),
        NAMES_CHANGED: _("Somebody it named has left; a new one was made."),
        "no_access": _("This colleague has no access any more."),
        "no_address": _("There is no address to send it to."),
        "taken_back": _("A colleague took it back."),
        "vacancy_closed": _("The vacancy closed before it left."),
    }.get(reason) or _("We may not mail this person. Nothing was sent.")


def attempt_words(outcome: str | None) -> str:
    """What came of one try; nothing yet while it lasts."""
    cause, _colon, told = (outcome or "").partition(":")
    return {
        "": _("Under way"),
        "sent": _("Taken by the mail server"),
        "crash": _("Our worker was stopped halfway"),
        "no_answer": _("The line broke before the mail server answered."),
        "later": _problem(told),
        "refused": _("Refused by the mail server (%(code)s)", code=told),
    }.get(cause, _("Given up"))
