"""messages in a list, and who did what with one of them"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_message_state_id", "message", ["state", "id"])
    op.create_index("ix_message_message_class_id", "message", ["message_class", "id"])
    op.create_index("ix_audit_event_subject", "audit_event", ["subject"])
