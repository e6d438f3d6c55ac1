"""mail that waits, survey mail, and leases that count by a stopwatch

What is being sent during this upgrade is seen as left by a worker that died: its lease has no name, so it gets one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLASSES = ("process", "rights", "consent_request", "renewal", "invitation", "staff")
STATES = ("queued", "sending", "sent", "failed", "unknown", "cancelled")


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    for table in ("message", "message_trace"):
        with op.batch_alter_table(table) as changes:
            changes.alter_column(
                "message_class",
                existing_type=choice("messageclass", *CLASSES),
                type_=choice("messageclass", *CLASSES, "survey"),
                existing_nullable=False,
            )
            if table == "message":
                changes.alter_column(
                    "state",
                    existing_type=choice("messagestate", *STATES),
                    type_=choice("messagestate", *STATES, "leased"),
                    existing_nullable=False,
                )
                changes.add_column(sa.Column("lease", sa.String(), nullable=True))
                changes.drop_column("leased_until")
                changes.drop_index("ix_message_due")
    op.create_index("ix_message_due", "message", ["state", "due_at", "id"])
    op.execute("UPDATE message SET lease = public_id WHERE state = 'sending'")
    with op.batch_alter_table("organisation") as changes:
        changes.add_column(sa.Column("send_delays", sa.JSON(), server_default='{"process": 30}', nullable=False))
