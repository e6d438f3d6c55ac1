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
    "alert": _all(_NO, "id kind vacancy_id run_id created_at seen_at")
    | _all(_STAFF, "user_id")
    | _all(_CANDIDATE, "invitation_id"),
    "application": _all(
        _CANDIDATE,
        "id candidate_id vacancy_id stage outcome silver_medallist applied_at decided_at last_told_at feedback",
    ),
    "attempt": _all(_NO, "id message_id started_at ended_at outcome"),
    "audit_event": _all(_NO, "id at action subject details") | _all(_STAFF, "actor_id"),
    "candidate": _all(
        _CANDIDATE,
        "id public_id first_name last_name email phone place country language headline linkedin source external_id "
        "created_at profile_changed_at procedure_closed_at quarantined_at hired_at paused_until keep_until last_stage",
    ),
    "candidate_tag": _all(_CANDIDATE, "candidate_id tag_id"),
    "candidate_words": _all(_CANDIDATE, "candidate_id words"),
    "consent_event": _all(
        _PROOF,
        "id subject number purpose kind at expires_at notice_id text_sha256 language channel actor evidence_sha256 "
        "policy_version previous_hash hash",
    ),
    "consent_evidence": _all(_CANDIDATE, "id candidate_id sha256 details created_at"),
    "document": _all(
        _CANDIDATE, "id candidate_id filename content_type size sha256 content text language state created_at"
    ),
    "ended_session": _all(_NO, "session_id ended_at"),
    "import_batch": _all(
        _NO,
        "id fingerprint file_sha256 filename report started_at finished_at line rows imported known quarantined "
        "rejected",
    )
    | _all(_STAFF, "accepted_by_id"),
    "import_row": _all(_CANDIDATE, "id batch_id line candidate_id content"),
    "invitation": _all(
        _CANDIDATE,
        "id public_id match_id vacancy_id candidate_id sentence created_at reply note not_now_until replied_at",
    )
    | _all(_STAFF, "invited_by_id"),
    "link": _all(_CANDIDATE, "candidate_id message_id created_at expires_at spent_at kind")
    | _all(_NO, "id secret_sha256")
    | _all(_STAFF, "user_id"),
    "match": _all(
        _CANDIDATE,
        "id run_id vacancy_id candidate_id score probability band reasons evidence found_at alerted_at opened_at "
        "decision decision_reason decided_at later_until",
    )
    | _all(_STAFF, "decided_by_id"),
    "match_run": _all(_NO, "id vacancy_id started_at finished_at compared compared_since left_out versions"),
    "message": _all(
        _CANDIDATE,
        "id public_id dedupe_key name message_class candidate_id vacancy_id sender_name reply_to language subject text "
        "html state reason created_at due_at sent_at",
    )
    | _all(_NO, "leased_until tries")
    | _all(_STAFF, "user_id"),
    "notice": _all(_NO, "id purpose language version text text_sha256 published_at"),
    "organisation": _all(
        _NO, "id name address privacy_email sender_email country language time_zone quiet_hours matching"
    ),
    "permission": _all(_CANDIDATE, "candidate_id purpose kind since expires_at"),
    "profile_vector": _all(_CANDIDATE, "sequence candidate_id version profile_changed_at content"),
    "requirement": _all(_NO, "id vacancy_id position text must retired_at"),
    "suppression": _all(_PROOF, "email_hash reason created_at"),
    "tag": _all(_NO, "id name folded"),
    "throttle_count": _all(_NO, "kind subject window_started_at count"),
    "user": _all(
        _STAFF,
        "id email name language roles password_hash theme sessions_valid_from created_at disabled_at",
    ),
    "vacancy": _all(
        _NO,
        "id title folded_title description place hours language state matching opened_at closed_at matched_at "
        "matched_through match_leased_until",
    )
    | _all(_STAFF, "opened_by_id"),
    "vacancy_recruiter": _all(_NO, "vacancy_id") | _all(_STAFF, "user_id"),
    "verdict": _all(_CANDIDATE, "id application_id requirement_id finding note"),
}
