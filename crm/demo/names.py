"""Names of the Netherlands, with an address that reaches nobody."""

import random
import unicodedata
from dataclasses import dataclass

from crm.demo.cards import Deck, read
from models import Language

# RFC 2606 keeps .example out of the world. No Dutch range is reserved for drama; these numbers only have its shape.
_DOMAINS = ("post.example", "inbox.example", "brief.example", "thuis.example", "mail.example")
_FIRST_PHONE = 31_610_000_100
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ø": "o", "ß": "ss"})


@dataclass(frozen=True)
class Identity:
    first_name: str
    last_name: str
    email: str
    phone: str
    speaks: str


class Names:
    """Deals people who do not exist yet: no name and no address comes twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._origins = read("names.toml")
        self._given = {key: Deck[str](origin["given"], rng) for key, origin in self._origins.items()}
        self._surnames = {key: Deck[str](origin["surnames"], rng) for key, origin in self._origins.items()}
        self._taken: set[str] = set()
        self._phone = _FIRST_PHONE

    def identity(self, language: Language) -> Identity:
        weights = [origin[language.value] for origin in self._origins.values()]
        while True:
            (key,) = self._rng.choices(list(self._origins), weights)
            first_name, last_name = self._given[key].one(), self._surnames[key].one()
            if f"{first_name} {last_name}" not in self._taken:
                speaks = self._rng.choice(self._origins[key][f"speaks_{language.value}"])
                return self.reserve(first_name, last_name, speaks)

    def reserve(self, first_name: str, last_name: str, speaks: str = "") -> Identity:
        """The address and number of a person whose name is known."""
        self._taken.add(f"{first_name} {last_name}")
        self._phone += 1
        return Identity(first_name, last_name, self._email(first_name, last_name), f"+{self._phone}", speaks)

    def _email(self, first_name: str, last_name: str) -> str:
        first, last = _plain(first_name), _plain(last_name)
        shapes = [f"{first}.{last}", f"{first[0]}.{last}", f"{first}{last}", f"{last}.{first}"]
        domains = self._rng.sample(_DOMAINS, len(_DOMAINS))
        free = (f"{shape}@{domain}" for shape in self._rng.sample(shapes, len(shapes)) for domain in domains)
        email = next(address for address in free if address not in self._taken)
        self._taken.add(email)
        return email


def _plain(name: str) -> str:
    """Lower-case letters without marks, as mailbox names are written."""
    spread = unicodedata.normalize("NFKD", name.translate(_LETTERS).lower())
    return "".join(letter for letter in spread if letter.isascii() and letter.isalpha())
