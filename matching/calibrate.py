"""`python -m matching.calibrate DATA_DIR`: fit the probability on the labelled sets and freeze it.

Three kinds of vacancies, all compared with the same real CVs: occupations whose people are labelled, English and
Dutch; occupations that nobody in the pool has; and invented words. Each is also tried with less text, and the CVs
also without their headline, because vacancies and people come like that. A pair weighs the same in every variant.
"""

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.bands import CUTS, SIGNALS, signals, words_towards
from matching.fit import Pool, features
from matching.labelled import LabelledSet, read_lines
from matching.lexicon import RESOURCES
from matching.matcher import Matcher
from matching.records import Need, Profile
from matching.text import LANGUAGES

LABELLED = ("b1-onet-resume-en", "b2-nl-vacancy-en-resume")
DUTCH_TITLES = "c3-uwv-nl-onet-en"

NOBODY = tuple(
    """
    17-2021 17-2041 17-2121 17-2151 17-2161 19-1 19-2 19-3041 19-309 21-2011 23-1021 23-1023 27-2011 27-203 27-204
    29-1011 29-102 29-1041 29-1051 29-1131 29-1151 29-1161 29-1181 29-121 29-122 29-124 29-1291 39-2011 39-3021 39-4
    45- 47-5 49-906 51-40 51-41 51-7 51-80 53-2011 53-4 53-5 53-7021 53-7031 53-7041 53-7071 53-7072 53-7073
    """.split()
)
"""Fields of work, by the beginnings of their SOC codes, that nobody in the pool of CVs is in: read through by hand."""

NOT_SO_CERTAIN = tuple("19-1012 19-1041 19-2041 29-1214 51-412 51-8021 53-5011".split())

INVENTED = 150


class Example(NamedTuple):
    signals: NDArray[np.float64]
    relevant: NDArray[np.bool_]
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matching.calibrate", description=__doc__)
    parser.add_argument("data", type=Path)
    examples = list(gather(parser.parse_args().data))
    frozen = fit(examples)
    (RESOURCES / "calibration.json").write_text(json.dumps(frozen, indent=2) + "\n", "utf-8")
    report(examples, frozen)


def gather(data: Path) -> Iterator[Example]:
    matcher = Matcher()
    sets = [LabelledSet.read(data / name) for name in LABELLED]
    headed = sets[0].profiles
    pools = [pool_of(matcher, people) for people in (headed, [replace(each, title="") for each in headed])]
    for labelled in sets:
        for key, need in labelled.needs:
            relevant = np.array([profile.key in labelled.grades[key] for profile in headed])
            for variant in variants(need):
                for pool in pools:
                    yield Example(_signals(matcher, variant, pool), relevant, 1 / 6)
    nobody = np.zeros(len(headed), bool)
    for need in (*absent(data), *invented()):
        for variant in variants(need):
            yield Example(_signals(matcher, variant, pools[0]), nobody, 1 / 3)


def _signals(matcher: Matcher, need: Need, pool: Pool) -> NDArray[np.float64]:
    query = matcher.query(need)
    return signals(features(query, pool).score, words_towards(query, pool.languages))


def pool_of(matcher: Matcher, people: list[Profile]) -> Pool:
    vectors = matcher.vectors(people)
    return Pool([vector.row for vector in vectors], [vector.language for vector in vectors])


def variants(need: Need) -> Iterator[Need]:
    """As it is, with only its first two sentences, and with its title alone."""
    sentences = re.split(r"(?<=[.!?])\s+", need.text)
    for text in (need.text, " ".join(sentences[:2]), ""):
        yield replace(need, text=text)


def absent(data: Path) -> Iterator[Need]:
    codes = set()
    for each in read_lines(data / "_resources" / "onet.jsonl"):
        if each["code"].startswith(NOBODY) and not each["code"].startswith(NOT_SO_CERTAIN):
            codes.add(each["code"])
            yield Need(each["title"], f"{each['desc']} {' '.join(each['tasks'][:8])}", "en")
    dutch = LabelledSet.read(data / DUTCH_TITLES)
    for key, need in dutch.needs:
        if dutch.grades[key].keys() <= codes:
            yield need


def invented() -> Iterator[Need]:
    """Words of three syllables that no language has."""
    chance = np.random.default_rng(7)
    syllables = [first + second for first in "bdfgklmnprstvwz" for second in "aeiou"]

    def words(count: int) -> str:
        return " ".join("".join(chance.choice(syllables, 3)) + str(chance.choice(list("nrlks"))) for _ in range(count))

    for number in range(INVENTED):
        yield Need(words(1 + number % 2), words(5 + number % 40), LANGUAGES[number % 2])


def fit(examples: list[Example]) -> dict[str, float]:
    """Logistic regression, hardly regularised; rounded, so that the same data make the same file on any machine."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([example.signals for example in examples])
    relevant = np.concatenate([example.relevant for example in examples])
    weights = np.concatenate([np.full(len(example.relevant), example.weight) for example in examples])
    model = LogisticRegression(C=100.0, solver="newton-cholesky", tol=1e-8).fit(rows, relevant, weights)
    coefficients = dict(zip(SIGNALS, model.coef_[0].tolist(), strict=True)) | {"intercept": float(model.intercept_[0])}
    return {name: round(value, 2) for name, value in coefficients.items()}


def report(examples: list[Example], frozen: dict[str, float]) -> None:
    """For each band, how often its people were labelled as a fit in the labelled sets, and what was promised."""
    labelled = [example for example in examples if example.relevant.any()]
    rows = np.concatenate([example.signals for example in labelled])
    relevant = np.concatenate([example.relevant for example in labelled])
    chances = 1 / (1 + np.exp(-(frozen["intercept"] + rows @ [frozen[name] for name in SIGNALS])))
    highest = 1.01
    for band, cut in CUTS:
        inside = (chances >= cut) & (chances < highest)
        promised, found = chances[inside].mean(), relevant[inside].mean()
        print(f"{band:9} {inside.sum():7} pairs, promised {promised:.2f}, found {found:.2f}")
        highest = cut
    print(json.dumps(frozen))


if __name__ == "__main__":
    main()
