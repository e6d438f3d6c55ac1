"""how it was with us: questions, who was asked, answers; and the secret addresses for them"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("personal", "unsubscribe", "staff", "confirm")
STAGES = ("applied", "screened", "interviewed", "final")


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("link") as changes:
        changes.alter_column(
            "kind",
            existing_type=choice("linkkind", *KINDS),
            type_=choice("linkkind", *KINDS, "survey", "share", "referral"),
            existing_nullable=False,
        )
    op.create_table(
        "survey_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", choice("questionkind", "choice", "scale", "text"), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_survey_question_written_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
        sa.UniqueConstraint("topic", "number", name=op.f("uq_survey_question_topic_number")),
    )
    op.create_table(
        "survey_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_survey_ask_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_survey_ask_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_ask")),
    )
    op.create_index(op.f("ix_survey_ask_candidate_id"), "survey_ask", ["candidate_id"])
    op.create_index(op.f("ix_survey_ask_message_id"), "survey_ask", ["message_id"])
    op.create_table(
        "survey_response",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("ask_id", sa.Integer(), nullable=True),
        sa.Column("stage", choice("stage", *STAGES), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(candidate_id IS NOT NULL AND ask_id IS NOT NULL AND changed_at IS NOT NULL) OR "
            "(candidate_id IS NULL AND ask_id IS NULL AND changed_at IS NULL AND stage IS NULL AND month IS NOT NULL)",
            name=op.f("ck_survey_response_nothing_leads_back"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_survey_response_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["ask_id"], ["survey_ask.id"], name=op.f("fk_survey_response_ask_id_survey_ask")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
        sa.UniqueConstraint("ask_id", name=op.f("uq_survey_response_ask_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_response_candidate_id"), "survey_response", ["candidate_id"])
    op.create_index(op.f("ix_survey_response_month"), "survey_response", ["month"])
    op.create_table(
        "survey_answer",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("(value IS NULL) <> (text IS NULL)", name=op.f("ck_survey_answer_a_number_or_a_text")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["survey_response.id"], name=op.f("fk_survey_answer_response_id_survey_response")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["survey_question.id"], name=op.f("fk_survey_answer_question_id_survey_question")
        ),
        sa.PrimaryKeyConstraint("response_id", "question_id", name=op.f("pk_survey_answer")),
        sqlite_with_rowid=False,
    )
