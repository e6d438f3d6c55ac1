"""limits of silence, and how a vacancy ended"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation") as changes:
        changes.add_column(sa.Column("silence_amber_days", sa.Integer(), server_default="7", nullable=False))
        changes.add_column(sa.Column("silence_red_days", sa.Integer(), server_default="14", nullable=False))
    filled = sa.Enum(
        "applicant", "outside", "nobody", name="filled", native_enum=False, create_constraint=True, length=40
    )
    with op.batch_alter_table("vacancy") as changes:
        changes.add_column(sa.Column("filled", filled, nullable=True))
