"""The command line: one command per file, each loaded when it is called."""

from __future__ import annotations

import io
import sys
from importlib import import_module

import click

from rcagraph._version import __version__
from rcagraph.errors import RcagraphError

# Command → what it is for. Help lists these without importing a command.
_COMMANDS = {
    "diagnose": "Rank the drivers of an organisation's underperformance.",
    "enquiries": "List what to ask, whom and for which document: an interview guide.",
    "answer": "Record the answer to an enquiry, or an earlier review.",
    "whatif": "Say how symptoms change if a driver went, or came.",
    "evidence": "Print what each metric says, and draw its SPC chart.",
    "peers": "Print whom an organisation is compared with, and how firmly.",
    "loops": "List the feedback loops that are turning, and where to break them.",
    "why": "Say why a node is believed: upstream, downstream, evidence.",
    "path": "List every path between two nodes, and who vouches for it.",
    "blockers": "Say what keeps a target from improving, and at whose level.",
    "themes": "Count drivers across organisations, by region, system and type.",
    "exemplars": "Find like organisations without a driver, or that got rid of it.",
    "compare": "Say what differs between two organisations, or two dates, and why.",
    "rank": "Rank the root causes of one node in any graph of metrics.",
    "learn": "Learn strengths from all organisations and quarters.",
    "ingest": "Read the publishers' files into a workspace.",
    "trace": "Show where an observation comes from.",
    "check": "Find what is wrong with hypotheses, ontology and observations.",
    "explain": "Say what the code of a problem means, and how to mend it.",
    "show": "Print what is known of a node, metric, hypothesis or offer.",
    "query": "Ask questions in SPARQL of findings and all they rest on.",
    "export": "Write findings as RDF, as a graph or as tables.",
    "init": "Make a folder for hypotheses of your own.",
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when called and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"rcagraph.cli.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Exit codes: 0 done; 1 check found errors; 2 wrong usage; 10 observations, "
        "11 ontology, 12 hypotheses cannot be used; 13 unknown name; 14 evidence or "
        "strengths contradict each other; 15 results could not be written; "
        "16 a query cannot be answered."
    ),
)
@click.version_option(__version__, prog_name="rcagraph")
def rcagraph() -> None:
    """Explain why a health-service organisation underperforms, from public data.

    \b
    rcagraph diagnose RAJ             diagnose Mid and South Essex
    rcagraph diagnose --all           rank drivers for every acute trust
    """  # noqa: D301 - click's mark for text that is not to be wrapped


def main() -> None:
    """Run the command line; a user's mistake ends in a message and a code."""
    # File names may hold bytes that no encoding can print.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        rcagraph.main(standalone_mode=False)
    except RcagraphError as error:
        for problem in error.problems:
            code = f"[{problem.code}]" if problem.code else ""
            click.echo(f"error{code}: {problem}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
