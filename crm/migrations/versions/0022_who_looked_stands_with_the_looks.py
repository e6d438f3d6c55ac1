"""that a match was opened stands with who looked, per colleague; nothing ever wrote it beside the match"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("match") as changes:
        changes.drop_column("opened_at")
