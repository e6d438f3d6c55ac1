"""how often somebody is written to"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIMITS = {"invitation_gap_days": 7, "invitations_a_month": 2, "rejection_quiet_days": 14, "colleague_gap_days": 7}


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch:
        for name, days in LIMITS.items():
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=str(days)))
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("sender_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_message_sender_id_user"), "user", ["sender_id"], ["id"])
    op.execute('UPDATE message SET sender_id = (SELECT id FROM "user" WHERE "user".email = message.reply_to)')
