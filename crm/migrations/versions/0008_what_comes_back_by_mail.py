"""what comes back by mail: bounces, complaints and answers, and the rest that mail takes"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hard",
                "soft",
                "policy",
                "complaint",
                name="bouncekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_bounce_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
        sa.UniqueConstraint("message_id", "kind", name=op.f("uq_bounce_message_id_kind")),
    )
    op.create_index("ix_bounce_address", "bounce", ["address_hash", "at"])
    op.create_index(op.f("ix_bounce_at"), "bounce", ["at"])
    op.create_table(
        "received_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_received_mail_added_by_id_user")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_received_mail_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_received_mail_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mail")),
        sa.UniqueConstraint("mail_sha256", name=op.f("uq_received_mail_mail_sha256")),
    )
    op.create_index(op.f("ix_received_mail_candidate_id"), "received_mail", ["candidate_id"])
    op.create_index(op.f("ix_received_mail_message_id"), "received_mail", ["message_id"])
    with op.batch_alter_table("organisation") as changes:
        changes.add_column(sa.Column("mail_paused_at", sa.DateTime(timezone=True), nullable=True))
        changes.add_column(sa.Column("mail_paused_because", sa.String(), nullable=True))
        changes.add_column(sa.Column("mail_resumed_at", sa.DateTime(timezone=True), nullable=True))
