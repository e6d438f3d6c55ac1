"""Invented texts with known answers: CVs of the demo with a number in them, that must or must not be found. Seeded."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

from stdnum.de import idnr
from stdnum.es import dni
from stdnum.iso7064 import mod_97_10
from stdnum.it import codicefiscale
from stdnum.no import fodselsnummer
from stdnum.pl import pesel

from crm.demo.people import people

BSN_LABELS = (
    "BSN: {}",
    "BSN {}",
    "bsn={}",
    "BSN-nummer: {}",
    "BSN nr. {}",
    "Mijn BSN is {}.",
    "B.S.N.\t{}",
    "Burgerservicenummer: {}",
    "burgerservicenummer (BSN)\n{}",
    "Burger service nummer {}",
    "Burgerservicenr. {}",
    "Sofinummer: {}",
    "sofi-nummer {}",
    "SOFI nr {}",
    "Sociaal-fiscaal nummer: {}",
    "Citizen service number: {}",
    "Dutch social security number {}",
    "{} (BSN)",
    "{} is mijn burgerservicenummer",
    "Geboren 12-03-1985, BSN {}, tel. 06-12345678",
    "Naam | Jansen | BSN | {}",
    "BSN van de sollicitant (zie het paspoort): {}",
)
BSN_FORMATS = (
    "{0}{1}{2}",
    "{0} {1} {2}",
    "{0}.{1}.{2}",
    "{0}-{1}-{2}",
    "{3}.{4}.{2}",
    "{3} {4} {2}",
    "{0}\u00a0{1}\u00a0{2}",
)


def bsn(rng: random.Random) -> str:
    """The Dutch test, written down here once more: 9, 8, 7, 6, 5, 4, 3, 2 and minus 1, divisible by 11."""
    while True:
        digits = [rng.randrange(10) for _ in range(9)]
        total = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
        if total % 11 == 0 and any(digits):
            return "".join(map(str, digits))


def labelled_bsns(rng: random.Random) -> Iterator[str]:
    """Every label with every way of writing the number, and numbers that begin with a zero without it."""
    for label in BSN_LABELS:
        for written in BSN_FORMATS:
            number = bsn(rng)
            yield label.format(written.format(number[:3], number[3:6], number[6:], number[:4], number[4:6]))
        while not (number := bsn(rng)).startswith("0") or number.startswith("00"):
            pass
        yield label.format(number[1:])


def _drawn(is_valid: Callable[[str], bool], length: int) -> Callable[[random.Random], str]:
    def draw(rng: random.Random) -> str:
        while not is_valid(number := "".join(str(rng.randrange(10)) for _ in range(length))):
            pass
        return number

    return draw


def _day(rng: random.Random) -> date:
    return date(rng.randrange(1950, 2000), rng.randrange(1, 13), rng.randrange(1, 29))


def _belgian(rng: random.Random) -> str:
    """Koninklijk Besluit of 3 April 1984: birth, a serial number, and 97 minus the rest by 97."""
    first = f"{_day(rng):%y%m%d}{rng.randrange(1, 998):03d}"
    check = 97 - int(first) % 97
    return f"{first[:2]}.{first[2:4]}.{first[4:6]}-{first[6:]}.{check:02d}"


def _french(rng: random.Random) -> str:
    first = f"{rng.choice('12')}{_day(rng):%y%m}75{rng.randrange(1, 990):03d}{rng.randrange(1, 999):03d}"
    return f"{first[0]} {first[1:3]} {first[3:5]} {first[5:7]} {first[7:10]} {first[10:]} {97 - int(first) % 97:02d}"


def _italian(rng: random.Random) -> str:
    name, month = rng.choice(("MRA", "GNN", "LCU")), rng.choice("ABCDEH")
    first = f"RSS{name}{rng.randrange(50, 99)}{month}{rng.randrange(1, 29):02d}H501"
    return first + codicefiscale.calc_check_digit(first)


def _finnish(rng: random.Random) -> str:
    number = f"{_day(rng):%d%m%y}{rng.randrange(2, 900):03d}"
    return f"{number[:6]}-{number[6:]}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(number) % 31]}"


def _swiss(rng: random.Random) -> str:
    first = "756" + "".join(str(rng.randrange(10)) for _ in range(9))
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first)) % 10
    return f"{first[:3]}.{first[3:7]}.{first[7:11]}.{first[11:]}{check}"


def _spanish(rng: random.Random) -> str:
    number = f"{rng.randrange(10**7, 10**8)}"
    return number + dni.calc_check_digit(number)


def _irish(rng: random.Random) -> str:
    number = f"{rng.randrange(10**6, 10**7)}"
    return number + "WABCDEFGHIJKLMNOPQRSTUV"[sum((8 - place) * int(digit) for place, digit in enumerate(number)) % 23]


def _british(rng: random.Random) -> str:
    digits = f"{rng.randrange(10**6):06d}"
    return f"{rng.choice(('AB', 'JG', 'PC', 'WM'))} {digits[:2]} {digits[2:4]} {digits[4:]} {rng.choice('ABCD')}"


def _luhn(number: str) -> str:
    doubled = [int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(number)]
    return str(-sum(each // 10 + each % 10 for each in doubled) % 10)


def _swedish(rng: random.Random) -> str:
    number = f"{_day(rng):%y%m%d}{rng.randrange(1000):03d}"
    return f"{number[:6]}-{number[6:]}{_luhn(number)}"


def _danish(rng: random.Random) -> str:
    return f"{_day(rng):%d%m%y}-{rng.randrange(1, 4000):04d}"


def _austrian(rng: random.Random) -> str:
    while True:
        serial, day = f"{rng.randrange(100, 1000)}", f"{_day(rng):%d%m%y}"
        weighted = zip((3, 7, 9, 5, 8, 4, 2, 1, 6), map(int, serial + day), strict=True)
        check = sum(weight * digit for weight, digit in weighted) % 11
        if check < 10:
            return f"{serial}{check} {day}"


_LABELLED: dict[str, tuple[tuple[str, ...], Callable[[random.Random], str]]] = {
    "be": (("Rijksregisternummer: {}", "INSZ {}", "NISS: {}", "Registre national {}", "{}"), _belgian),
    "fr": (("Numéro de sécurité sociale : {}", "NIR {}", "N° SS / sécu: {}", "{}"), _french),
    "it": (("Codice fiscale: {}", "Cod. Fisc. {}", "{}"), _italian),
    "fi": (("Henkilötunnus: {}", "HETU {}", "{}"), _finnish),
    "ch": (("AHV-Nr. {}", "N° AVS {}", "{}"), _swiss),
    "no": (("Fødselsnummer: {}", "fnr {}", "{}"), _drawn(fodselsnummer.is_valid, 11)),
    "de": (("Steuer-ID: {}", "Steueridentifikationsnummer {}", "IdNr. {}"), _drawn(idnr.is_valid, 11)),
    "pl": (("PESEL: {}", "Numer PESEL {}"), _drawn(pesel.is_valid, 11)),
    "es": (("DNI: {}", "NIF {}"), _spanish),
    "ie": (("PPS number: {}", "PPSN {}"), _irish),
    "uk": (("National Insurance number: {}", "NI number {}", "NINO: {}"), _british),
    "se": (("Personnummer: {}",), _swedish),
    "dk": (("CPR-nummer: {}", "CPR {}"), _danish),
    "at": (("Sozialversicherungsnummer: {}", "SV-Nr. {}"), _austrian),
}


def labelled_national_ids(rng: random.Random) -> Iterator[str]:
    for labels, draw in _LABELLED.values():
        for label in labels:
            for _ in range(8):
                yield label.format(draw(rng))


def innocent_lines(rng: random.Random) -> list[str]:
    """Numbers that CVs are full of. Half of those with nine digits pass the test of the BSN, as chance may have it."""

    def digits(count: int) -> str:
        return "".join(str(rng.randrange(10)) for _ in range(count))

    nine = bsn(rng) if rng.random() < 0.5 else digits(9)
    account = f"ABNA0{digits(9)}"
    iban = f"NL{mod_97_10.calc_check_digits(account + 'NL')}{account}"
    year = rng.randrange(1975, 2026)
    return [
        f"Telefoon: 06-{digits(8)}",
        f"+31 6 {digits(8)}",
        f"+31 (0)6 {digits(4)} {digits(4)}",
        f"Tel. 0{digits(2)}-{digits(7)}",
        f"GSM 0{digits(3)} {digits(2)} {digits(2)} {digits(2)}",
        f"06 {digits(2)} {digits(2)} {digits(2)} {digits(2)}",
        f"{rng.randrange(1000, 9999)} {rng.choice(('AB', 'XZ', 'KL'))} Zaandam",
        f"IBAN {iban}",
        f"Btw-nummer: NL{nine}B01",
        f"VAT BE0{digits(9)}",
        f"RSIN {nine}",
        f"KvK {digits(8)}",
        f"KvK-nummer: {digits(8)}",
        f"Ordernummer {nine}",
        f"Factuur {nine}",
        f"Klantnummer: {nine}",
        f"Referentie: {nine}",
        f"Personeelsnummer {nine}",
        f"Project {digits(8)}",
        f"BIG-nummer {digits(11)}",
        f"BIG-registratie: {digits(11)}",
        f"AGB-code {digits(8)}",
        f"ISBN 978{digits(10)}",
        f"{year} - {year + 3}",
        f"{year}-{year + 3}",
        f"01-0{rng.randrange(1, 9)}-{year} tot 31-12-{year + 2}",
        f"{year}{rng.randrange(10, 13)}{rng.randrange(10, 28)}",
        f"Omzet € {digits(3)}.{digits(3)}.{digits(3)}",
        f"budget of $ {digits(3)},{digits(3)},{digits(3)}",
        "BSN: op aanvraag. Telefoon 06 " + digits(8),
    ]


@cache
def cvs() -> list[str]:
    """300 CVs of the demo, Dutch and English."""
    return [person.cv for seed in (20, 1) for person in people(seed, today=date(2026, 11, 23))]


def amid(line: str, cv: str) -> str:
    """The line on a line of its own, in the middle of a CV."""
    lines = cv.splitlines()
    return "\n".join([*lines[: len(lines) // 2], line, *lines[len(lines) // 2 :]])
