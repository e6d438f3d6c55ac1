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
    build(arguments.source, arguments.target)


if __name__ == "__main__":
    main()
