"""What somebody wrote themselves: without the mail they answer, their signature, and what their telephone adds."""

import re

LONGEST, READ = 10_000, 40_000
# “Op ma 23 nov 2026 om 10:12 schreef Sanne <…>:” may be broken over two or three lines.
_SAID = (
    r"(?:Op|On|Am|Le) (?=[^\n]{0,200}\d)[^\n]{0,200}(?:\n[^\n]{0,200}){0,2}?"
    r"(?:schreef|wrote|schrieb|a écrit)[^\n]{0,200}(?:\n[^\n]{0,200})?:[ \t]*$"
)
_BEGINS_QUOTE = re.compile(
    rf"^[ >]*(?:{_SAID}"
    r"|-{2,} ?(?:Oorspronkelijk bericht|Origineel bericht|Original Message|Ursprüngliche Nachricht) ?-{2,}"
    r"|_{10,100}[ \t]{0,10}\n(?=\*?(?:Van|From|Von): )"
    r"|\*?(?:Van|From|Von):\*? [^\n]+\n\*?(?:Verzonden|Sent|Gesendet|Datum|Date):)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_TELEPHONE = re.compile(
    r"^(?:Verstuurd vanaf|Verzonden vanaf|Verstuurd met|Verzonden met|Sent from|Sent with|Get Outlook for|Outlook voor)"
    r"[^\n]{0,100}$",
    re.MULTILINE | re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^[ >]*(?:-{3,} ?(?:Forwarded message|Doorgestuurd bericht|Doorgezonden bericht|Oorspronkelijk bericht"
    r"|Original Message) ?-{3,}|Begin forwarded message:|Begin doorgestuurd bericht:|_{10,100}(?!_))[^\n]*\n",
    re.MULTILINE | re.IGNORECASE,
)
_FIELD = re.compile(
    r"[ >]*\*?(?:Van|From|Aan|To|Cc|Onderwerp|Subject|Datum|Date|Verzonden|Sent|Reply-To|Antwoord aan)\b\*?:"
)


def own_words(text: str) -> str:
    """May be empty: then they only quoted. Takes time in proportion to the text, of which only so much is read."""
    text = text[:READ].replace("\r\n", "\n").replace("\r", "\n")
    for begins in (_BEGINS_QUOTE, _SIGNATURE):
        found = begins.search(text)
        if found:
            text = text[: found.start()]
    lines = [line.rstrip() for line in text.split("\n") if not line.lstrip().startswith(">")]
    text = _TELEPHONE.sub("", "\n".join(lines))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …"


def forwarded(text: str) -> str | None:
    """What stands below the lines that a mail program puts above a forwarded mail; None when nothing is forwarded."""
    text = text[:READ].replace("\r\n", "\n").replace("\r", "\n")
    begins = _FORWARDED.search(text)
    lines = (text[begins.end() :] if begins else text).split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    fields = 0
    while lines and (_FIELD.match(lines[0]) or (fields and lines[0].startswith((" ", "\t")) and lines[0].strip())):
        fields += 1
        lines.pop(0)
    if fields < 2:
        return None
    return "\n".join(re.sub(r"^> ?", "", line) for line in lines)
