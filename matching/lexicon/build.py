"""Compiles the ESCO files into what the matcher knows: numbers of terms, weights and labels; no descriptions."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import KNOWN_WORDS, SIZES, keys
from matching.labelled import read_lines
from matching.lexicon.translations import Parallel, align
from matching.text import LANGUAGES, stems, words
from matching.titles import sequences

LABEL_WEIGHT = 3
"""How often the preferred label of an occupation counts against its description."""

PAIR_TEXTS = 2
"""A pair of words is known when it stands in so many occupations and skills."""

LONGEST_PHRASE = 5
"""Nobody calls themselves by a label of more words."""

SHORTEST_PHRASE = 3
"""Letters of a label that is looked for in a text."""

LABELS_COUNT, SKILLS_COUNT = 3, 2
"""How often a pair of labels teaches a translation, against a pair of sentences."""

_SENTENCE = re.compile(r"(?<=[.;!?])\s+")

Texts = list[list[str]]
"""The stems of each text; a text without words is no text."""


def phrase_stems(phrases: Iterable[str], language: str) -> list[str]:
    """An empty stem keeps the phrases apart: no pair reaches from one into the next."""
    found: list[str] = []
    for phrase in phrases:
        found += ["", *stems((word.text for word in words(phrase, language)), language)]
    return found


def occupation_stems(occupation: dict[str, Any], language: str) -> list[str]:
    labels = [occupation[language]] * LABEL_WEIGHT + occupation[f"{language}_alt"]
    return phrase_stems([*labels, occupation[f"{language}_desc"]], language)


def skill_stems(skill: dict[str, Any], language: str) -> list[str]:
    return phrase_stems([skill[language], *(skill["nl_close"] if language == "nl" else ())], language)


def pairs(text: list[str]) -> set[str]:
    return {f"{first} {second}" for first, second in pairwise(text) if first and second}


def rarity(texts: Iterable[set[str]], least: int = 1) -> dict[str, float]:
    """Smoothed idf, as `TfidfTransformer` has it, of terms that stand in at least so many texts."""
    gathered = list(texts)
    counts = Counter(term for terms in gathered for term in terms)
    return {
        term: float(np.log((1 + len(gathered)) / (1 + count)) + 1) for term, count in counts.items() if count >= least
    }


def by_number(
    values: dict[str, float],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Ascending numbers, each once; of terms that share one the most common counts."""
    least: dict[int, float] = {}
    for number, value in zip(keys(values), values.values(), strict=True):
        least[number] = min(value, least.get(number, value))
    ordered = sorted(least)
    return np.array(ordered, np.int32), np.array([least[number] for number in ordered], np.float32)


def occupation_weights(texts: Texts, words: NDArray[np.int32]) -> Any:
    """TF-IDF of every occupation, turned round: a row for each known word, a column for each occupation."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=lambda text: [each for each in text if each], sublinear_tf=True)
    weights = vectorizer.fit_transform(texts)
    rows = np.searchsorted(words, keys(vectorizer.get_feature_names_out()))
    place = sparse.csr_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), (len(words), len(rows)))
    return (place @ weights.T).tocsr()


def called(occupation: dict[str, Any], language: str) -> list[str]:
    """Everything an occupation is called, as stems, each once and in order; its label even when it has no stems."""
    labels = [occupation[language], *occupation[f"{language}_alt"]]
    found = [" ".join(stems((word.text for word in words(label, language)), language)) for label in labels]
    return list(dict.fromkeys(filter(None, found))) or [occupation[language].lower()]


def phrases(names: Sequence[list[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for occupation, labels in enumerate(names):
        for label in labels:
            if label.count(" ") < LONGEST_PHRASE and len(label.replace(" ", "")) >= SHORTEST_PHRASE:
                found.setdefault(label, []).append(occupation)
    return found


def label_arrays(names: Sequence[list[str]]) -> dict[str, NDArray[Any]]:
    """For each label the sequences of characters in it, and how rare each is among labels."""
    labels = [{each for word in label.split() for each in sequences(word)} for own in names for label in own]
    numbers, weights = by_number(rarity(labels))
    places = [np.searchsorted(numbers, sorted(set(keys(label)))) for label in labels]
    return {
        "sequences": numbers,
        "sequences_rarity": weights,
        "label_lengths": np.array([len(each) for each in places], np.int16),
        "label_sequences": np.concatenate(places).astype(np.uint16),
        "label_occupations": np.repeat(np.arange(len(names)), [len(own) for own in names]).astype(np.int16),
    }


def parallel(
    occupations: list[dict[str, Any]], skills: list[dict[str, Any]], words: NDArray[np.int32]
) -> list[Parallel]:
    """Dutch and English that say the same, as the places of known words."""

    def places(text: str, language: str) -> list[int]:
        found = [each for each in phrase_stems([text], language) if each]
        return list(dict.fromkeys(np.searchsorted(words, keys(found)).tolist()))

    def both(dutch: str, english: str) -> Parallel:
        return places(dutch, "nl"), places(english, "en")

    pairs = []
    for each in occupations:
        pairs += [both(each["nl"], each["en"])] * LABELS_COUNT
        sentences = [_SENTENCE.split(each[f"{language}_desc"]) for language in ("nl", "en")]
        aligned = zip(*sentences, strict=True) if len(sentences[0]) == len(sentences[1]) else []
        pairs += [both(*sentence) for sentence in aligned] or [both(each["nl_desc"], each["en_desc"])]
    for each in skills:
        if each["nl"]:
            pairs += [both(each["nl"], each["en"])] * SKILLS_COUNT
            pairs += [both(close, each["en"]) for close in each["nl_close"]]
    return pairs


def translation_arrays(pairs: list[Parallel]) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    for language, table in zip(("nl", "en"), align(pairs, KNOWN_WORDS), strict=True):
        arrays[f"{language}_translated"] = table.words
        arrays[f"{language}_translation_lengths"] = table.lengths.astype(np.int8)
        arrays[f"{language}_translations"] = table.translations.astype(np.uint16)
        arrays[f"{language}_translation_weights"] = table.weights.astype(np.float16)
    return arrays


def group_of(occupations: list[dict[str, Any]], digits: int) -> NDArray[np.int16]:
    """The place of each occupation's group among all groups of so many digits."""
    found: NDArray[np.int64] = np.unique([each["isco"][:digits] for each in occupations], return_inverse=True)[1]
    return found.astype(np.int16)


def build(source: Path, target: Path) -> None:
    """Only occupations that have a label in every language take part: they are the axis that languages share."""
    every = read_lines(source / "esco_occupations.jsonl")
    occupations = [each for each in every if all(each.get(language) for language in LANGUAGES)]
    skills = read_lines(source / "esco_skills.jsonl")
    described = {
        language: [occupation_stems(occupation, language) for occupation in occupations] for language in LANGUAGES
    }
    texts = [text for language in LANGUAGES for text in described[language]]
    texts += [skill_stems(skill, language) for language in LANGUAGES for skill in skills if skill[language]]
    known = rarity(set(text) - {""} for text in texts)
    known_pairs = rarity((pairs(text) for text in texts), PAIR_TEXTS)
    names = {language: [called(each, language) for each in occupations] for language in LANGUAGES}
    arrays: dict[str, NDArray[Any]] = {"units": group_of(occupations, 4), "groups": group_of(occupations, 3)}
    arrays["words"], arrays["words_rarity"] = by_number(known)
    arrays["pairs"], arrays["pairs_rarity"] = by_number(known_pairs)
    for language in LANGUAGES:
        weights = occupation_weights(described[language], arrays["words"])
        used = np.diff(weights.indptr) > 0
        arrays[f"{language}_words"] = np.flatnonzero(used).astype(np.int32)
        arrays[f"{language}_lengths"] = np.diff(weights.indptr)[used].astype(np.int16)
        arrays[f"{language}_occupations"] = weights.indices.astype(np.int16)
        arrays[f"{language}_weights"] = weights.data.astype(np.float16)
        arrays |= {f"{language}_{part}": array for part, array in label_arrays(names[language]).items()}
    arrays |= translation_arrays(parallel(occupations, skills, arrays["words"]))
    titles = len(occupations) + int(arrays["units"].max()) + int(arrays["groups"].max()) + 2
    if titles > SIZES["titles"] or len(known_pairs) > SIZES["pairs"] or len(known) > KNOWN_WORDS:
        raise ValueError("the lexicon has outgrown its columns: raise their numbers in matching/columns.py")
    np.savez_compressed(target / "lexicon.npz", allow_pickle=False, **arrays)
    labels = {language: [occupation[language] for occupation in occupations] for language in LANGUAGES}
    _write(target / "lexicon.json", labels)
    _write(target / "phrases.json", {language: phrases(names[language]) for language in LANGUAGES})


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")
