"""What the rules say of a mail, from its class, the server's plan and what happened to its workers."""

from collections.abc import Sequence
from itertools import zip_longest

from models import MessageClass, MessageState
from tests.outbox.server import HUNG_UP, TAKEN, at_the_end, at_the_recipient

AT_MOST_ONCE = (
    MessageClass.INVITATION,
    MessageClass.CONSENT_REQUEST,
    MessageClass.RENEWAL,
    MessageClass.SURVEY,
)
DIED_UNANSWERED = ("killed:handed_over", "killed:answered")


def foretold(name: str, message_class: MessageClass, events: Sequence[str]) -> tuple[int, MessageState | None]:
    """How often it arrives and how it ends; None when it may not have ended. `events` are those of this mail."""
    after_a_loss = MessageState.UNKNOWN if message_class in AT_MOST_ONCE else None
    received, times = 0, 0
    state = MessageState.FAILED if at_the_recipient(name, 0).startswith("55") else None
    for event, following in zip_longest(events, events[1:]):
        if event in DIED_UNANSWERED:
            continue
        assert state is None, f"{name} went on after it was {state}: {events}"
        if event == "killed:attempt":
            state = after_a_loss
        elif event == "handed_over":
            answer = at_the_end(name, times)
            times += 1
            received += answer in (TAKEN, HUNG_UP)
            if following in DIED_UNANSWERED or answer == HUNG_UP:
                state = after_a_loss
            elif answer == TAKEN:
                state = MessageState.SENT
            elif answer.startswith("55"):
                state = MessageState.FAILED
    return received, state
