"""``rcagraph explain``: what the code of a problem means, and how to mend it."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
def command(codes: tuple[str, ...]) -> None:
    """Say what a code means, why it matters, and how to mend it.

    Without CODE, all codes are listed.

    \b
    rcagraph explain
    rcagraph explain RCG203
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.diagnostics.code import Code
    from rcagraph.diagnostics.explanations import EXPLANATIONS
    from rcagraph.errors import Problem, UnknownNameError, did_you_mean
    from rcagraph.outputs.explain_text import explain_text

    if not codes:
        for code, about in EXPLANATIONS.items():
            click.echo(f"{code}  {about.title}")
        return
    unknown = [each for each in codes if each.upper() not in list(Code)]
    if unknown:
        raise UnknownNameError(
            Problem(
                message="unknown code",
                found=repr(each),
                expected="a code such as RCG203",
                hint=did_you_mean(each, map(str, Code)),
                code=Code.CODE_UNKNOWN,
            )
            for each in unknown
        )
    told = [explain_text(Code(each.upper())) for each in dict.fromkeys(codes)]
    click.echo("\n".join(told), nl=False)
