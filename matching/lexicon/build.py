"""Compiles the ESCO files into what the matcher knows: columns of terms, weights and labels; no descriptions."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import columns
from matching.text import LANGUAGES, tokens

LABEL_WEIGHT = 3
"""How often the preferred label of an occupation counts against its description."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def occupation_stems(occupation: dict[str, Any], language: str) -> list[str]:
    labels = [occupation[language]] * LABEL_WEIGHT + occupation[f"{language}_alt"]
    text = " . ".join([*labels, occupation[f"{language}_desc"]])
    return [token.stem for token in tokens(text, language)]


def skill_stems(skill: dict[str, Any], language: str) -> list[str]:
    text = " . ".join([skill[language], *(skill["nl_close"] if language == "nl" else ())])
    return [token.stem for token in tokens(text, language)]


def inverse_frequencies(documents: list[list[str]]) -> dict[str, float]:
    """Smoothed idf as `TfidfTransformer` has it."""
    counts = Counter(term for terms in documents for term in set(terms))
    return {term: float(np.log((1 + len(documents)) / (1 + count)) + 1) for term, count in counts.items()}


def occupation_weights(documents: list[list[str]]) -> tuple[NDArray[np.int32], Any]:
    """TF-IDF of every occupation text, turned round: a row for each known column, a column for each occupation."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=lambda terms: terms, sublinear_tf=True)
    weights = vectorizer.fit_transform(documents)
    places = np.array(columns(vectorizer.get_feature_names_out()), np.int32)
    known, rows = np.unique(places, return_inverse=True)
    merge = sparse.csr_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), (len(known), len(rows)))
    return known, (merge @ weights.T).tocsr()


def build(source: Path, target: Path) -> None:
    occupations = [each for each in read_lines(source / "esco_occupations.jsonl") if each.get("en") and each.get("nl")]
    skills = read_lines(source / "esco_skills.jsonl")
    arrays: dict[str, NDArray[Any]] = {}
    frequencies: dict[str, float] = {}
    for language in LANGUAGES:
        documents = [occupation_stems(occupation, language) for occupation in occupations]
        known, weights = occupation_weights(documents)
        arrays |= {
            f"{language}_known": known,
            f"{language}_starts": weights.indptr.astype(np.int32),
            f"{language}_occupations": weights.indices.astype(np.int16),
            f"{language}_weights": weights.data.astype(np.float16),
        }
        more = [skill_stems(skill, language) for skill in skills if skill[language]]
        for term, value in inverse_frequencies(documents + more).items():
            frequencies[term] = min(value, frequencies.get(term, value))
        print(language, len(documents), len(more), len(known), weights.nnz)
    places = np.array(columns(frequencies), np.int32)
    order = np.argsort(places, kind="stable")
    arrays["idf_columns"] = places[order]
    arrays["idf"] = np.array(list(frequencies.values()), np.float32)[order]
    np.savez_compressed(target / "lexicon.npz", **arrays)
    labels = {language: [occupation[language] for occupation in occupations] for language in LANGUAGES}
    labels["isco"] = [occupation["isco"] for occupation in occupations]
    (target / "lexicon.json").write_text(json.dumps(labels, ensure_ascii=False, separators=(",", ":")), "utf-8")
