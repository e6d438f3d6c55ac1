"""Values that a spreadsheet would run as a formula: made harmless on the way out, as they were on the way in."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def neutralised(value: str) -> str:
    """A leading apostrophe tells a spreadsheet that this is text."""
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS) else value


def restored(value: str) -> str:
    """The value as it was before a spreadsheet, or we, put an apostrophe before it."""
    return value[1:] if value.startswith("'") and value[1:].lstrip(" ").startswith(_STARTS) else value
