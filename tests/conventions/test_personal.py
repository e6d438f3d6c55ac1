"""Each column says whether it is personal data, and so what export and erasure do with it."""

from collections import Counter

from crm.records.activities import ACTIVITIES
from models import Base
from models.personal import COLUMNS, Personal


def test_every_column_is_classified_and_none_is_left_over():
    there_are = {table.name: {column.name for column in table.columns} for table in Base.metadata.sorted_tables}
    classified = {table: set(columns) for table, columns in COLUMNS.items()}

    assert classified == there_are, "say in models/personal.py of each new column whether it is personal data"


def test_every_table_with_personal_data_is_part_of_one_activity():
    personal = {name for name, columns in COLUMNS.items() if set(columns.values()) - {Personal.NO}}
    listed = Counter(table for activity in ACTIVITIES for table in activity.tables)

    assert not personal - set(listed), "say in crm/records/activities.py what these are for"
    assert not [table for table, times in listed.items() if times > 1]
    assert not set(listed) - set(COLUMNS)
