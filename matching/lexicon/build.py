"""Compiles the ESCO files into what the matcher knows: numbers of terms, weights and labels; no descriptions."""

import json
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import KNOWN_WORDS, SIZES, keys
from matching.labelled import read_lines
from matching.text import LANGUAGES, stems, words

LABEL_WEIGHT = 3
"""How often the preferred label of an occupation counts against its description."""

PAIR_TEXTS = 2
"""A pair of words is known when it stands in so many occupations and skills."""

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
    words = rarity(set(text) - {""} for text in texts)
    known_pairs = rarity((pairs(text) for text in texts), PAIR_TEXTS)
    arrays: dict[str, NDArray[Any]] = {}
    arrays["words"], arrays["words_rarity"] = by_number(words)
    arrays["pairs"], arrays["pairs_rarity"] = by_number(known_pairs)
    for language in LANGUAGES:
        weights = occupation_weights(described[language], arrays["words"])
        used = np.diff(weights.indptr) > 0
        arrays[f"{language}_words"] = np.flatnonzero(used).astype(np.int32)
        arrays[f"{language}_lengths"] = np.diff(weights.indptr)[used].astype(np.int16)
        arrays[f"{language}_occupations"] = weights.indices.astype(np.int16)
        arrays[f"{language}_weights"] = weights.data.astype(np.float16)
    if len(occupations) > SIZES["occupations"] or len(known_pairs) > SIZES["pairs"] or len(words) > KNOWN_WORDS:
        raise ValueError("the lexicon has outgrown its columns: raise their numbers in matching/columns.py")
    np.savez_compressed(target / "lexicon.npz", allow_pickle=False, **arrays)
    labels = {language: [occupation[language] for occupation in occupations] for language in LANGUAGES}
    (target / "lexicon.json").write_text(json.dumps(labels, ensure_ascii=False, separators=(",", ":")), "utf-8")
