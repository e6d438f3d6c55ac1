"""the letter of an invitation"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("message_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_invitation_message_id_message"), "message", ["message_id"], ["id"])
        batch.create_index(batch.f("ix_invitation_message_id"), ["message_id"])
    op.execute(
        "UPDATE invitation SET message_id = (SELECT id FROM message WHERE message.dedupe_key = "
        "'invitation\\:v' || invitation.vacancy_id || '\\:c' || invitation.candidate_id)"
    )
