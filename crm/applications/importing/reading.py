"""Open a file of past applicants, whichever of our formats it has."""

from pathlib import Path

from flask_babel import gettext as _

from crm.applications.importing.csv_source import CsvSource
from crm.applications.importing.decoding import examine, lines
from crm.applications.importing.json_source import JsonSource
from crm.applications.importing.problems import CannotRead
from crm.applications.importing.source import Source


def open_source(path: Path) -> Source:
    """The format follows from the first sign in the file. Raises CannotRead when no row of it can be read."""
    text = examine(path)
    with text.open() as file:
        first = next((line.strip() for line in lines(file) if line and line.strip()), "")
    if first.startswith("["):
        raise CannotRead(_("This is a JSON list. Write one object per line, without brackets or commas around them."))
    return JsonSource(text) if first.startswith("{") else CsvSource(text)
