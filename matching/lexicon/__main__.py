"""`python -m matching.lexicon build SOURCE`: compile the lexicon again from the ESCO files in a folder."""

import argparse
from pathlib import Path

from matching.lexicon import RESOURCES
from matching.lexicon.build import build


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matching.lexicon", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="compile esco_occupations.jsonl and esco_skills.jsonl")
    command.add_argument("source", type=Path)
    command.add_argument("--target", type=Path, default=RESOURCES)
    arguments = parser.parse_args()
    try:
        build(arguments.source, arguments.target)
    except (OSError, KeyError, TypeError, ValueError) as error:
        parser.error(
            f"cannot make a lexicon of {arguments.source}: {type(error).__name__}: {error}. It needs "
            "esco_occupations.jsonl and esco_skills.jsonl, a JSON object a line; the old lexicon is still in place."
        )


if __name__ == "__main__":
    main()
