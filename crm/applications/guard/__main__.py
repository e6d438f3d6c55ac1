"""Judge files of labelled letters: python -m crm.applications.guard FILE.toml …"""

import sys
from pathlib import Path

from crm.applications.guard.labelled import errors, read


def main(paths: list[Path]) -> None:
    for path in paths:
        passed, refused, count = errors(path)
        print(
            f"{path.name}: {len(passed) + len(refused)} of {count} wrong: "
            f"{len(passed)} standard letters passed, {len(refused)} good ones were refused"
        )
        for each in read(path):
            found = ", ".join(f"{seen.rule.name} “{seen.quoted}”" for seen in each.seen) or "nothing"
            print(f"  {'WRONG ' if each.is_wrong else ''}{' '.join(each.letter.names)}: {found}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(each) for each in sys.argv[1:]])
