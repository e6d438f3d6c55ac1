"""Which column is personal data, and what export and erasure do with it. A column that is missing fails the build."""

import enum


class Personal(enum.Enum):
    """CANDIDATE: exported to the person and erased with them. PROOF: a pseudonym and hashes, kept as proof.
    STAFF: about a colleague. NO: about nobody."""

    CANDIDATE = "candidate"
    PROOF = "proof"
    STAFF = "staff"
    NO = "no"


def _all(kind: Personal, columns: str) -> dict[str, Personal]:
    return dict.fromkeys(columns.split(), kind)


_CANDIDATE, _PROOF, _STAFF, _NO = Personal.CANDIDATE, Personal.PROOF, Personal.STAFF, Personal.NO

COLUMNS: dict[str, dict[str, Personal]] = {
    "access_code": _all(_CANDIDATE, "candidate_id created_at expires_at tries spent_at open_until")
    | _all(_NO, "id session_sha256 code_hash"),
    "access_record": _all(_CANDIDATE, "id candidate_id vacancy_id at page") | _all(_STAFF, "user_id"),
    "acquaintance": _all(_CANDIDATE, "candidate_id") | _all(_STAFF, "user_id"),
    "address_change": _all(_CANDIDATE, "id candidate_id email asked_at expires_at confirmed_at"),
    "alert_choice": _all(_NO, "vacancy_id frequency") | _all(_STAFF, "user_id"),
    "alert": _all(_NO, "id kind vacancy_id run_id created_at seen_at")
    | _all(_STAFF, "user_id")
    | _all(_CANDIDATE, "invitation_id"),
    "ambassador": _all(_CANDIDATE, "id candidate_id word asked_at since ended_at thanked_at"),
    "application": _all(
        _CANDIDATE,
        "id candidate_id vacancy_id invitation_id stage outcome silver_medallist applied_at decided_at last_told_at "
        "feedback letter draft",
    ),
    "attempt": _all(_CANDIDATE, "id message_id started_at ended_at outcome"),
    "audit_event": _all(_NO, "id at action subject details") | _all(_STAFF, "actor_id"),
    "bounce": _all(_CANDIDATE, "id message_id kind status at") | _all(_NO, "address_hash"),
    "call_task": _all(_CANDIDATE, "id candidate_id response_id opened_at done_at note")
    | _all(_STAFF, "owner_id done_by_id"),
    "candidate": _all(
        _CANDIDATE,
        "id public_id first_name last_name email phone place country language headline linkedin source external_id "
        "created_at profile_changed_at procedure_closed_at quarantined_at hired_at paused_until "
        "restricted_at erase_requested_at pending_until unreachable_since retention_country keep_until purge_at "
        "last_stage next_step next_step_on connect_settled_at customer_said_at",
    )
    | _all(_STAFF, "owner_id")
    | _all(_NO, "compare_at"),
    "candidate_tag": _all(_CANDIDATE, "candidate_id tag_id"),
    "candidate_words": _all(_CANDIDATE, "candidate_id words"),
    "chain_disposal": _all(_PROOF, "subject events due_at disposed_at"),
    "consent_event": _all(
        _PROOF,
        "id subject number purpose kind at expires_at notice_id text_sha256 language channel actor evidence_sha256 "
        "policy_version previous_hash hash",
    ),
    "consent_evidence": _all(_CANDIDATE, "id candidate_id sha256 details created_at"),
    "contact_note": _all(_CANDIDATE, "id candidate_id kind text at") | _all(_STAFF, "by_id"),
    "delivery": _all(
        _NO,
        "id public_id webhook_id event vacancy_id happened_at state due_at leased_until tries code reason "
        "milliseconds ended_at put_aside_at",
    )
    | _all(_CANDIDATE, "invitation_id"),
    "document": _all(
        _CANDIDATE, "id candidate_id filename content_type size sha256 content text language state kind created_at"
    ),
    "download": _all(_CANDIDATE, "id public_id candidate_id size created_at expires_at fetched_at")
    | _all(_NO, "content"),
    "ended_session": _all(_NO, "session_id ended_at"),
    "erasure": _all(_PROOF, "number subject cause requested_at erased_at"),
    "former_subject": _all(_CANDIDATE, "subject candidate_id"),
    "import_batch": _all(
        _NO,
        "id fingerprint file_sha256 filename report started_at finished_at line rows imported known quarantined "
        "rejected accepted_at",
    )
    | _all(_STAFF, "accepted_by_id"),
    "import_row": _all(_CANDIDATE, "id batch_id line candidate_id content"),
    "incident": _all(_NO, "id title description began_at ended_at noticed_at measures reported_at closed_at")
    | _all(_STAFF, "opened_by_id"),
    "invitation": _all(
        _CANDIDATE,
        "id public_id match_id vacancy_id candidate_id message_id sentence created_at reply note not_now_until "
        "replied_at meet_from meet_until",
    )
    | _all(_STAFF, "invited_by_id"),
    "ledger_count": _all(_NO, "id at chains events disposed_chains disposed_events signature"),
    "legal_hold": _all(_CANDIDATE, "id candidate_id reason opened_at review_on ended_at") | _all(_STAFF, "owner_id"),
    "letter_override": _all(_CANDIDATE, "id application_id rules reason created_at") | _all(_STAFF, "user_id"),
    "letter_text": _all(_NO, "id letter language number subject heading body tone is_shipped written_at")
    | _all(_STAFF, "written_by_id"),
    "link": _all(_CANDIDATE, "candidate_id message_id created_at expires_at spent_at kind")
    | _all(_NO, "id secret_sha256")
    | _all(_STAFF, "user_id"),
    "match": _all(
        _CANDIDATE,
        "id run_id vacancy_id candidate_id score probability band reasons evidence found_at alerted_at "
        "decision decision_reason decided_at later_until",
    )
    | _all(_STAFF, "decided_by_id"),
    "match_run": _all(_NO, "id vacancy_id started_at finished_at compared compared_since left_out versions parameters"),
    "mention": _all(_CANDIDATE, "id candidate_id vacancy_id found_at told_at")
    | _all(_NO, "webhook_id message_id delivery_id")
    | _all(_STAFF, "user_id"),
    "message": _all(
        _CANDIDATE,
        "id public_id dedupe_key name message_class candidate_id vacancy_id to_email sender_name language "
        "subject text html state reason created_at due_at sent_at",
    )
    | _all(_NO, "lease tries letter_text_id")
    | _all(_STAFF, "user_id sender_id reply_to"),
    "message_trace": _all(_PROOF, "message_sha256 message_class sent_at"),
    "notice": _all(_NO, "id purpose language version text text_sha256 published_at"),
    "organisation": _all(
        _NO,
        "id name address privacy_email sender_email country language tone time_zone quiet_hours matching "
        "mail_paused_at mail_paused_because mail_resumed_at mail_checked_at mail_check "
        "invitation_gap_days invitations_a_month rejection_quiet_days colleague_gap_days "
        "silence_amber_days silence_red_days send_delays "
        "pool_days pool_days_asked pool_days_reason signals",
    )
    | _all(_STAFF, "pool_days_asked_by_id pool_days_approved_by_id"),
    "paper_consent": _all(
        _CANDIDATE,
        "id candidate_id purposes given_on filename content_type sha256 content recorded_at checked_at refused_at",
    )
    | _all(_STAFF, "recorded_by_id checked_by_id"),
    "permission": _all(_CANDIDATE, "candidate_id purpose kind since expires_at"),
    "privacy_request": _all(
        _CANDIDATE, "id public_id candidate_id kind content received_at due_at closed_at outcome answer"
    )
    | _all(_STAFF, "closed_by_id"),
    "profile_vector": _all(_CANDIDATE, "sequence candidate_id version profile_changed_at content"),
    "promise": _all(_CANDIDATE, "id candidate_id application_id words due_on made_at kept_at broken_at broken_because")
    | _all(_STAFF, "owner_id"),
    "purpose_ending": _all(_NO, "id purpose kind reason at finished_at") | _all(_STAFF, "by_id"),
    "received_mail": _all(_CANDIDATE, "id candidate_id message_id text written_at added_at")
    | _all(_STAFF, "added_by_id")
    | _all(_NO, "mail_sha256"),
    "referral": _all(_CANDIDATE, "id candidate_id vacancy_id motivation purposes created_at confirmed_at")
    | _all(_NO, "came_through thanked_at seen_at"),
    "requirement": _all(_NO, "id vacancy_id position text must retired_at"),
    "suppression": _all(_PROOF, "email_hash reason created_at"),
    "survey_answer": _all(_CANDIDATE, "response_id question_id value text"),
    "survey_ask": _all(_CANDIDATE, "id candidate_id message_id asked_at is_answered"),
    "survey_question": _all(_NO, "id topic number kind words choices is_shipped written_at")
    | _all(_STAFF, "written_by_id"),
    "survey_response": _all(_CANDIDATE, "id candidate_id ask_id stage changed_at month"),
    "tag": _all(_NO, "id name folded"),
    "synonym": _all(_NO, "id words written_at") | _all(_STAFF, "written_by_id"),
    "throttle_count": _all(_NO, "kind subject window_started_at count"),
    "user": _all(
        _STAFF,
        "id email name language roles password_hash theme alert_frequency sessions_valid_from created_at disabled_at",
    ),
    "vacancy": _all(
        _NO,
        "id title folded_title description place country hours language state matching opened_at closed_at filled "
        "matched_at matched_through match_leased_until",
    )
    | _all(_STAFF, "opened_by_id"),
    "vacancy_recruiter": _all(_NO, "vacancy_id") | _all(_STAFF, "user_id"),
    "verdict": _all(
        _CANDIDATE,
        "id application_id requirement_id finding note advice check_back_on check_back_asked_at "
        "followed followed_words followed_at document_id",
    ),
    "webhook": _all(_NO, "id public_id kind name url is_on generation secret_shown_at rotated_at created_at"),
    "wishes": _all(_CANDIDATE, "candidate_id work regions hours available_on changed_at"),
}
