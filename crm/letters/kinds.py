"""Which letters there are, and what each may and must say.

Only mail that is a letter. Codes, receipts, confirmations and answers to requests are not among them: what those say
follows from the law and from what a page promised, so their words are ours.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.letters.placeholders import (
    APPLIED_ON,
    COLLEAGUE,
    END_DATE,
    FINDINGS,
    FIRST_NAME,
    LAST_TIME,
    MOMENT,
    NAME,
    ORGANISATION,
    REASONS,
    SENTENCE,
    VACANCY,
    Placeholder,
)

_ANYBODY = (FIRST_NAME, NAME, ORGANISATION)


@dataclass(frozen=True)
class Letter:
    """`mail` is the folder in templates/email that frames it; without `required` there is no letter.

    A letter about one vacancy is signed by a colleague; the others come from the organisation.
    """

    name: str
    mail: str
    title: Any
    occasion: Any
    placeholders: tuple[Placeholder, ...]
    required: tuple[Placeholder, ...] = ()

    @property
    def is_signed(self) -> bool:
        return VACANCY in self.placeholders


LETTERS: dict[str, Letter] = {
    letter.name: letter
    for letter in (
        Letter(
            "status",
            "status",
            _l("Still waiting"),
            _l("A short message while somebody waits for an answer."),
            (*_ANYBODY, VACANCY, APPLIED_ON, SENTENCE),
        ),
        Letter(
            "rejection",
            "rejection",
            _l("Rejection after reading"),
            _l("We read the application and did not speak with the person."),
            (*_ANYBODY, VACANCY, APPLIED_ON, FINDINGS, SENTENCE),
            required=(FINDINGS, SENTENCE),
        ),
        Letter(
            "rejection_spoke",
            "rejection",
            _l("Rejection after a conversation"),
            _l("We spoke with the person."),
            (*_ANYBODY, VACANCY, APPLIED_ON, FINDINGS, SENTENCE),
            required=(FINDINGS, SENTENCE),
        ),
        Letter(
            "rejection_silver",
            "rejection",
            _l("Rejection of the second choice"),
            _l("The person was nearly chosen."),
            (*_ANYBODY, VACANCY, APPLIED_ON, FINDINGS, SENTENCE),
            required=(FINDINGS, SENTENCE),
        ),
        Letter(
            "reminder",
            "reminder",
            _l("Reminder: may we keep your details?"),
            _l("Once, when somebody did not answer the question in the rejection."),
            (*_ANYBODY, END_DATE),
        ),
        Letter(
            "invitation",
            "invitation",
            _l("Invitation"),
            _l("A vacancy that may fit somebody in the pool."),
            (*_ANYBODY, VACANCY, LAST_TIME, REASONS, SENTENCE),
            required=(VACANCY, SENTENCE),
        ),
        Letter(
            "thank_you",
            "thank_you",
            _l("Thank you for the answer"),
            _l("At once, to whoever says yes to an invitation."),
            (*_ANYBODY, VACANCY, COLLEAGUE, MOMENT),
        ),
        Letter(
            "survey",
            "survey",
            _l("How was it?"),
            _l("A few days after the end, to whoever allows that question; at most twice a year."),
            _ANYBODY,
        ),
        Letter(
            "check_back",
            "check_back",
            _l("Did it work out?"),
            _l("On the day that a rejection named, to whoever allows that question: was the advice followed?"),
            _ANYBODY,
        ),
        Letter(
            "ambassador_thanks",
            "ambassador_thanks",
            _l("Thank you for passing it on"),
            _l("When somebody came through an ambassador; never who, or what came of it."),
            _ANYBODY,
        ),
        Letter(
            "renewal",
            "renewal",
            _l("Permission ends"),
            _l("A month and a week before a permission ends."),
            (*_ANYBODY, END_DATE),
        ),
        Letter(
            "ask_again",
            "ask_again",
            _l("Asking again"),
            _l("Once, when your organisation changed what it asks permission for."),
            (*_ANYBODY, END_DATE),
        ),
    )
}
