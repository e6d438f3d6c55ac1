"""The record of processing names every table with personal data, and the impact assessment is of this version."""

import tomllib
from collections import Counter
from pathlib import Path

from crm.records.activities import ACTIVITIES
from models.personal import COLUMNS, Personal

ROOT = Path(__file__).resolve().parents[2]


def test_every_table_with_personal_data_is_part_of_one_activity():
    personal = {name for name, columns in COLUMNS.items() if set(columns.values()) - {Personal.NO}}
    listed = Counter(table for activity in ACTIVITIES for table in activity.tables)

    assert not personal - set(listed), "say in crm/records/activities.py what these are for"
    assert not [table for table, times in listed.items() if times > 1]
    assert not set(listed) - set(COLUMNS)


def test_the_impact_assessment_is_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert f"Weerzien {version}" in (ROOT / "docs/dpia.md").read_text("utf-8"), "read docs/dpia.md anew, then say so"
