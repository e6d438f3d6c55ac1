"""Whether a sentence names a day, a month or a season: what makes a promise one that can be kept."""

import re

_MONTHS = {
    "nl": "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
}
_OTHER = {
    "nl": r"\b(?:voorjaar|najaar|lente|zomer|herfst|winter|kerst|volgende (?:week|maand))\b|\bweek \d"
    r"|\bover \w+ (?:dagen|weken|maanden)\b",
    "en": r"\b(?:in|this|next|by|before) (?:the )?(?:spring|summer|autumn|fall|winter)\b|\bnext (?:week|month)\b"
    r"|\bin \w+ (?:days|weeks|months)\b",
}
_FIGURES = r"\b\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?\b|\b20\d\d\b"
_DATES = {
    # “May” and “March” are months with a capital only; “mag” and the verb are not.
    language: re.compile(rf"\b(?:{months})\b|(?i:{_OTHER[language]})|{_FIGURES}")
    for language, months in _MONTHS.items()
}


def has_date(sentence: str, language: str) -> bool:
    return bool(_DATES[language].search(re.sub(r"\bMay (?:I|we)\b", "", sentence)))
