"""`python tools/rank_shift.py POOL`: how far the language of a CV moves it in the ranking.

Each invented CV of tests/matching/data/translated.jsonl is put into a pool of labelled CVs, once in Dutch and once in
English, and ranked for the vacancies that ask for its work.
"""

import statistics
import sys
from pathlib import Path

from matching import Matcher, Profile
from matching.labelled import LabelledSet, read_lines

DATA = Path(__file__).parent.parent / "tests" / "matching" / "data"


def main(folder: Path) -> None:
    matcher, people = Matcher().fit(), LabelledSet.read(folder).profiles
    needs = dict(LabelledSet.read(DATA).needs)
    pool = list(zip((each.key for each in people), matcher.vectors(people), strict=True))
    shifts = []
    for cv in read_lines(DATA / "translated.jsonl"):
        for need in cv["needs"]:
            places = []
            for language in ("nl", "en"):
                person = Profile("they", language, cv[language]["title"], cv[language]["text"])
                ranked = matcher.rank(
                    matcher.query(needs[need]), [*pool, ("they", matcher.vector(person))], len(pool) + 1
                )
                places.append([each.key for each in ranked].index("they") + 1)
            shifts.append(abs(places[0] - places[1]))
            print(f"{need:20} in Dutch at {places[0]:3}, in English at {places[1]:3}")
    print(f"median shift {statistics.median(shifts)} of {len(pool)}, largest {max(shifts)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
