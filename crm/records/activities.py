"""What we do with personal data, one activity at a time. A test sees to it that every table is in exactly one."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Activity:
    """`tables` are those of the database that exist for it."""

    name: LazyString
    ground: LazyString
    people: LazyString
    what: LazyString
    kept: LazyString
    tables: tuple[str, ...]


_APPLICANTS = _l("People who applied with us")
_OWN_CHOICE = _l("Permission (article 6, paragraph 1, under a)")
_STAFF = _l("Colleagues who use this program")

ACTIVITIES = (
    Activity(
        _l("Deciding on applications and answering for it"),
        _l("Steps before a contract, and our interest in answering a claim (article 6, paragraph 1, under b and f)"),
        _APPLICANTS,
        _l("Name, contact details, CV, application, findings, our letter"),
        _l("Until the end of the defence period of the country; what was never sent goes then also of who stays"),
        (
            *("candidate", "candidate_words", "application", "verdict", "letter_override", "document", "candidate_tag"),
            *("import_batch", "import_row", "legal_hold"),
        ),
    ),
    Activity(
        _l("Keeping a pool of people, as far as they allow it"),
        _OWN_CHOICE,
        _APPLICANTS,
        _l("The same, and their wishes"),
        _l("Until the day that stands on their page; a new yes counts anew"),
        ("wishes", "permission", "paper_consent"),
    ),
    Activity(
        _l("Comparing them with vacancies; a person decides"),
        _OWN_CHOICE,
        _APPLICANTS,
        _l("The words of the CV as numbers, and the result with its reasons"),
        _l("The numbers as long as the permission; results as long as the person"),
        ("profile_vector", "match", "match_run", "alert", "mention"),
    ),
    Activity(
        _l("Telling systems that an administrator added who fits and who answered"),
        _OWN_CHOICE,
        _APPLICANTS,
        _l("First name and initial, place, what was found of the requirements, the answer; never a CV or an address"),
        _l("Here a log without words, 30 days; there as long as agreed with whoever runs that system"),
        ("delivery",),
    ),
    Activity(
        _l("Inviting them, and every other mail"),
        _l("Permission for invitations; the law or the application for all other mail"),
        _APPLICANTS,
        _l("Address, letter, when it left or came back, answer"),
        _l("As long as the person; afterwards 90 days a hash of the number of the mail"),
        (
            "invitation",
            "message",
            "attempt",
            "bounce",
            "received_mail",
            "message_trace",
            "link",
            "promise",
            "contact_note",
            "acquaintance",
        ),
    ),
    Activity(
        _l("Asking how it was, and calling whoever was treated badly"),
        _l("Permission for the mail; an answer is somebody's own act (article 6, paragraph 1, under a)"),
        _APPLICANTS,
        _l("Answers, with a name or without, as they chose"),
        _l("With a name as long as the person; without one nobody's"),
        ("survey_ask", "survey_response", "survey_answer", "survey_question", "call_task", "ambassador", "referral"),
    ),
    Activity(
        _l("Proving what people allowed"),
        _l("A duty of the law (article 7, paragraph 1, and article 5, paragraph 2)"),
        _APPLICANTS,
        _l("A pseudonym, purpose, words shown, time, way; the evidence beside it"),
        _l("24 months after the person is gone; the evidence goes with the person"),
        ("consent_event", "consent_evidence", "chain_disposal", "former_subject", "purpose_ending"),
    ),
    Activity(
        _l("Rights of people: seeing, correcting, taking along, erasing"),
        _l("A duty of the law (articles 12 to 22)"),
        _APPLICANTS,
        _l("What was asked and answered, codes, who looked, a receipt of the erasure, a keyed mark"),
        _l("As long as the person; downloads one day, codes an hour; receipts and marks stay"),
        (
            *("privacy_request", "access_code", "access_record", "address_change", "download"),
            *("erasure", "suppression"),
        ),
    ),
    Activity(
        _l("Colleagues: signing in, roles, who did what"),
        _l("Our interest in a safe system (article 6, paragraph 1, under f)"),
        _STAFF,
        _l("Name, address, role, a hash of the password, acts by number"),
        _l("As long as they work here; the list of acts stays"),
        (
            "user",
            "alert_choice",
            "audit_event",
            "organisation",
            "vacancy",
            "vacancy_recruiter",
            "letter_text",
            "synonym",
            "incident",
        ),
    ),
)
