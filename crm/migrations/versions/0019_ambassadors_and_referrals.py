"""ambassadors, and people who come through them"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = ("personal", "unsubscribe", "staff", "confirm", "survey", "referral")


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("link") as changes:
        changes.alter_column(
            "kind",
            existing_type=choice("linkkind", *KINDS, "share"),
            type_=choice("linkkind", *KINDS),
            existing_nullable=False,
        )
    op.add_column("candidate", sa.Column("pending_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "ambassador",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_ambassador_candidate_id_candidate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambassador")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_ambassador_candidate_id")),
        sa.UniqueConstraint("word", name=op.f("uq_ambassador_word")),
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("came_through", sa.String(), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_referral_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_referral_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    for column in ("candidate_id", "vacancy_id", "came_through", "confirmed_at"):
        op.create_index(op.f(f"ix_referral_{column}"), "referral", [column])
