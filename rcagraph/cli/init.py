"""``rcagraph init``: a folder for hypotheses of one's own, ready for a diagnosis."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("name", type=click.Path(path_type=Path))
def command(name: Path) -> None:
    """Make the folder NAME with an example hypothesis, a table and a schema.

    It passes `rcagraph check NAME`, and `rcagraph diagnose RAJ --library
    NAME/hypotheses` uses it at once. Nothing that exists is overwritten.

    \b
    rcagraph init my-library
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.outputs.starter import write_starter
    from rcagraph.sources.hypothesis_schema import hypothesis_schema

    for path in write_starter(name, hypothesis_schema()):
        click.echo(f"wrote {path}", err=True)
    click.echo(
        f"Next: rcagraph check {name}\n"
        f"      rcagraph diagnose RAJ --library {name / 'hypotheses'}",
        err=True,
    )
