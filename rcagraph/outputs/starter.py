"""A folder to start from: one local hypothesis, a table, a schema, and what to do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import OutputError, Problem

MODELINE = "# yaml-language-server: $schema=../schema.json\n"
# Also the example of docs/writing-a-hypothesis.md; a test holds the two together.
EXAMPLE = """\
id: waits-for-the-right-site
title: Patients wait for a bed at the site that has their specialty
theme: urgent-care
claim: Wards are split between sites, so a free bed is often at the wrong one.
symptoms: [s_edcrowding]
root_causes: [str_multisite]
links:
  - cause: str_multisite
    effect: i_exitblock
    strength: moderate
    lag: hours
    evidence: expert-prior
    source: expert prior
    why: A patient who needs a ward at another site waits for a bed and a transfer.
enquiries:
  - {id: transfers-between-sites, about: str_multisite, ask: Chief operating officer,
     question: How many patients wait for a bed at another site?,
     request: Transfers by hour asked and made, settles: A tenth confirms; few refute.}
"""
_OBSERVATIONS = """\
org_code,period,metric_id,numerator,denominator,value,unit,source,codes_summed
RAJ,2026-03-31,ae_4hr_all_pct,25137,36939,68.05003,%,NHS England: A&E attendances,1
RAJ,2026-04-30,ae_4hr_all_pct,26614,35755,74.43434,%,NHS England: A&E attendances,1
RAJ,2026-03-31,bed_occ_ga_sitrep_pct,1672,1756,95.2164,%,NHS England: winter sitrep,1
RAJ,2026-04-30,bed_occ_ga_sitrep_pct,,,,%,not published for this month,1
"""
_README = """\
# {name}

Hypotheses of your own, on top of those that come with rcagraph.

| file | what it is |
|---|---|
| `hypotheses/` | one YAML file for each hypothesis; change the example or copy it |
| `observations.csv` | three published figures, as a pattern for your own |
| `schema.json` | lets editors complete and check the YAML files |

    rcagraph check {name}
    rcagraph diagnose RAJ --library {name}/hypotheses
    rcagraph show str_multisite --library {name}/hypotheses

A hypothesis with the id of a shipped one takes its place. Reports mark every claim that
comes from here as local. `docs/writing-a-hypothesis.md` says what each key is for.

`observations.csv` has a row for each organisation, metric and period (its last day). An
empty value means that there is no figure, and is never read as nought. To diagnose with
the table in place of the shipped figures:

    rcagraph diagnose RAJ --observations {name}/observations.csv
"""


def write_starter(folder: Path, schema: str) -> tuple[Path, ...]:
    """Write the folder, whole or not at all.

    Args:
        folder: must not exist yet, or be empty.
        schema: JSON Schema of hypothesis files.

    Returns:
        The files written.

    Raises:
        OutputError: the folder exists already, or cannot be written.
    """
    if folder.is_symlink() or folder.is_file() or _holds_anything(folder):
        raise OutputError(
            Problem(
                file=str(folder),
                message="exists already; nothing was written",
                expected="a name that is free",
                code=Code.ALREADY_THERE,
            )
        )
    texts = {
        "README.md": _README.format(name=folder.name),
        "hypotheses/waits-for-the-right-site.yaml": MODELINE + EXAMPLE,
        "observations.csv": _OBSERVATIONS,
        "schema.json": schema,
    }
    # Written beside, then renamed: nobody ever sees half of it.
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        for name, text in texts.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        if folder.is_dir():
            folder.rmdir()
        fresh.rename(folder)
    except OSError as error:
        raise OutputError(
            Problem(
                file=str(folder),
                message="cannot be written",
                found=error.strerror or str(error),
                code=Code.NOT_WRITTEN,
            )
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return tuple(folder / name for name in texts)


def _holds_anything(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())
