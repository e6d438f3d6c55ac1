"""what DNS says of our mail, as it was seen last"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation") as changes:
        changes.add_column(sa.Column("mail_checked_at", sa.DateTime(timezone=True), nullable=True))
        changes.add_column(sa.Column("mail_check", sa.JSON(), nullable=True))
