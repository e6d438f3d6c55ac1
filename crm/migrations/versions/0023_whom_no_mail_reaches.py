"""since when we know that somebody's address does not exist"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("candidate") as changes:
        changes.add_column(sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True))
