"""The words of a mail: its text, else what a reader of its page sees."""

from email.message import Message as Mime

from lxml import html
from lxml.etree import LxmlError

LONGEST = 200_000
_QUOTES = "//blockquote|//*[contains(concat(' ', @class, ' '), ' gmail_quote ')]|//style|//script|//head"
_LINES = {"p", "div", "br", "li", "tr", "h1", "h2", "h3"}


def body_of(parts: list[Mime]) -> str:
    """The first text that is no attachment; a page only when there is none. Of a mail within this one nothing."""
    within: set[int] = set()
    texts: dict[str, str] = {}
    for part in parts:
        if id(part) in within or part.get_content_type() == "message/rfc822":
            within |= {id(each) for each in part.walk()}
        elif part.get_content_type() in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            texts.setdefault(part.get_content_type(), _decoded(part))
    plain = texts.get("text/plain", "")
    return plain if plain.strip() else _from_page(texts.get("text/html", ""))


def _decoded(part: Mime) -> str:
    content = part.get_payload(decode=True)
    raw = content[:LONGEST] if isinstance(content, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a character set that nobody knows
        text = raw.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\x00", "")


def _from_page(page: str) -> str:
    if not page.strip():
        return ""
    try:
        tree = html.document_fromstring(page)
    except (LxmlError, ValueError):
        return ""
    for quoted in tree.xpath(_QUOTES):
        quoted.drop_tree()
    for element in tree.iter():
        if element.tag in _LINES:
            element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in tree.text_content().splitlines())
    return "\n".join(lines)
