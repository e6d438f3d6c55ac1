"""certificates beside CVs, and the advice that one answers"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Enum("cv", "certificate", name="documentkind", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("document") as changes:
        changes.add_column(sa.Column("kind", kind, server_default="cv", nullable=False))
    with op.batch_alter_table("verdict") as changes:
        changes.add_column(sa.Column("document_id", sa.Integer(), nullable=True))
        changes.create_foreign_key(
            op.f("fk_verdict_document_id_document"), "document", ["document_id"], ["id"], ondelete="SET NULL"
        )
        changes.create_index(op.f("ix_verdict_document_id"), ["document_id"])
