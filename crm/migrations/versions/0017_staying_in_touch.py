"""who of us knows somebody, the next personal step, notes of calls, and who is a customer too"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("candidate") as changes:
        changes.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        changes.add_column(sa.Column("next_step", sa.String(), server_default="", nullable=False))
        changes.add_column(sa.Column("next_step_on", sa.Date(), nullable=True))
        changes.add_column(sa.Column("connect_settled_at", moment, nullable=True))
        changes.add_column(sa.Column("customer_said_at", moment, nullable=True))
        changes.create_foreign_key(op.f("fk_candidate_owner_id_user"), "user", ["owner_id"], ["id"])
        changes.create_index("ix_candidate_steps", ["owner_id", "next_step_on"])
    kind = sa.Enum("call", "mail", "meeting", name="contactkind", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "contact_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_contact_note_by_id_user")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_contact_note_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_note")),
    )
    op.create_index("ix_contact_note_candidate_id_at", "contact_note", ["candidate_id", "at"])
