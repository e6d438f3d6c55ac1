"""Whoever reads the README knows every command."""

from pathlib import Path

import click

from crm.cli import weerzien

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
NOT_FOR_THEM = {"db", "run", "shell", "routes", "demo"}  # of Flask, or behind `make demo`


def names(group: click.Group, before: str = "weerzien"):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from names(command, f"{before} {name}")
        else:
            yield f"{before} {name}"


def test_every_command_stands_in_the_readme():
    ours = {name for name in names(weerzien) if name.split()[1] not in NOT_FOR_THEM}

    assert not {name for name in ours if name not in README}, "add a row to the table of commands"
