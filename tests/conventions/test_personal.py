"""Each column says whether it is personal data, and so what export and erasure do with it."""

from models import Base
from models.personal import COLUMNS


def test_every_column_is_classified_and_none_is_left_over():
    there_are = {table.name: {column.name for column in table.columns} for table in Base.metadata.sorted_tables}
    classified = {table: set(columns) for table, columns in COLUMNS.items()}

    assert classified == there_are, "say in models/personal.py of each new column whether it is personal data"
