"""advice and the whole letter"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("letter", sa.Text(), nullable=True))
        batch.add_column(sa.Column("draft", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("verdict") as batch:
        batch.add_column(sa.Column("advice", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("check_back_on", sa.Date(), nullable=True))
    op.create_table(
        "letter_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_letter_override_application_id_application")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_letter_override_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_override")),
    )
    with op.batch_alter_table("letter_override") as batch:
        batch.create_index(batch.f("ix_letter_override_application_id"), ["application_id"])
        batch.create_index(batch.f("ix_letter_override_created_at"), ["created_at"])
