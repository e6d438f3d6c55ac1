"""beside which vacancy somebody was opened"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("access_record") as batch:
        batch.add_column(sa.Column("vacancy_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_access_record_vacancy_id_vacancy"), "vacancy", ["vacancy_id"], ["id"])
        batch.create_index("ix_access_record_opened", ["vacancy_id", "user_id", "candidate_id"])
