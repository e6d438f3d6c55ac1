"""A language that is neither Dutch nor English: compared by what is shared, and said so."""

import pytest

from matching import Finding, Matcher, Need, Profile, Requirement
from matching.labelled import LabelledSet

GERMAN = """Erfahrener Lkw-Fahrer mit Führerschein CE und zwölf Jahren Berufserfahrung im Fernverkehr. Ich habe Waren
    geladen und entladen, die Ladung gesichert und die Fahrzeuge täglich überprüft. Zuvor arbeitete ich als Lagerist."""
FRENCH = """Chauffeur routier expérimenté avec douze ans de conduite nationale. J'ai chargé les marchandises,
    vérifié les véhicules chaque jour et tenu les documents de transport. Auparavant magasinier chez un grossiste."""
TOOLS = """Java Entwickler mit Spring Boot, Kubernetes, Docker, PostgreSQL und AWS. Verantwortlich für Architektur der
    Microservices, Einführung von Jenkins und GitLab. Zuvor Entwicklung von Webanwendungen mit React und TypeScript."""


@pytest.mark.parametrize("text", [GERMAN, FRENCH, TOOLS])
def test_another_language_is_said_so_in_a_cv_and_in_a_vacancy(matcher: Matcher, text: str) -> None:
    query = matcher.query(Need("Fahrer", text))

    assert query.foreign
    assert matcher.explain(query, Profile("p", None, "", text)).foreign


def test_what_is_shared_is_compared(matcher: Matcher) -> None:
    need = Need("Java developer", "You build microservices with Java, Spring, Kubernetes and PostgreSQL.", "en")
    query = matcher.query(need)

    developer, driver = (matcher.explain(query, Profile("p", None, "", text)) for text in (TOOLS, GERMAN))

    assert developer.score > driver.score
    assert {"Kubernetes", "PostgreSQL"} <= {reason.text for reason in developer.reasons}


def test_words_missing_in_another_language_prove_nothing(matcher: Matcher) -> None:
    need = Need("Chauffeur", "Je rijdt.", "nl", (Requirement("Rijbewijs CE", must=True),))

    (evidence,) = matcher.explain(matcher.query(need), Profile("p", "nl", "", FRENCH)).evidence

    assert evidence.finding is Finding.UNCLEAR


def test_dutch_and_english_are_never_called_another_language(matcher: Matcher, invented: LabelledSet) -> None:
    texts = [(each.title, each.text) for each in invented.profiles] + [(n.title, n.text) for _, n in invented.needs]

    assert not [title for title, text in texts if matcher.query(Need(title, text)).foreign]
