"""promises to candidates"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("kept_at", moment, nullable=True),
        sa.Column("broken_at", moment, nullable=True),
        sa.Column("broken_because", sa.Text(), nullable=False),
        sa.CheckConstraint("kept_at IS NULL OR broken_at IS NULL", name=op.f("ck_promise_ends_once")),
        sa.CheckConstraint("broken_at IS NULL OR broken_because <> ''", name=op.f("ck_promise_says_why")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_promise_candidate_id_candidate")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_promise_application_id_application")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_promise_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index("ix_promise_candidate_id", "promise", ["candidate_id"])
    op.create_index("ix_promise_application_id", "promise", ["application_id"])
    op.create_index("ix_promise_owner_id_due_on", "promise", ["owner_id", "due_on"])
