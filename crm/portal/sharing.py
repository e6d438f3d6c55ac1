"""The ways to pass one vacancy on. The ambassador opens them; nothing is loaded or sent."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import segno
from flask_babel import gettext as _
from markupsafe import Markup

from crm.links import public_url
from models import Ambassador, Vacancy


@dataclass(frozen=True)
class Share:
    vacancy: Vacancy
    address: str
    text: str

    @property
    def by_mail(self) -> str:
        return f"mailto:?subject={quote(self.vacancy.title)}&body={quote(self.text)}"

    @property
    def by_whatsapp(self) -> str:
        return f"https://wa.me/?text={quote(self.text)}"

    @property
    def by_linkedin(self) -> str:
        return f"https://www.linkedin.com/sharing/share-offsite/?url={quote(self.address, safe='')}"

    @property
    def qr(self) -> Markup:
        return _qr(self.address)


def share(ambassador: Ambassador, vacancy: Vacancy, organisation: str) -> Share:
    address = public_url(f"/share/{ambassador.share_link(vacancy.id)}")
    words = _("%(organisation)s is looking for somebody: %(title)s.", organisation=organisation, title=vacancy.title)
    return Share(vacancy, address, f"{words} {address}")


@lru_cache(maxsize=256)
def _qr(address: str) -> Markup:
    """Black on white in both themes: a camera needs that. Drawn by segno, from our own address alone."""
    drawn = segno.make(address, micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704
