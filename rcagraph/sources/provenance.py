"""Where an observation comes from: every figure behind it, held or superseded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.observations.derived import parts_of
from rcagraph.observations.succession import todays_codes
from rcagraph.sources.manifest import IngestedFile, precedence
from rcagraph.sources.workspace_observations import rolled_up, successions_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from rcagraph.sources.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A figure as one file states it, under the code of the day.

    Attributes:
        file: the file: publication, checksum, edition, when read, by what version.
        in_force: whether no other file's figure supersedes it.
    """

    organisation: str
    name: str
    metric: str
    value: float
    unit: str
    sheet: str
    row: int
    file: IngestedFile
    in_force: bool
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """An observation and all that it was made from.

    Attributes:
        organisation: today's code.
        value: None where the statements cannot be rolled up; ``problems`` say why.
        codes_summed: how many codes of the day contribute.
        statements: today's code first; of each code the one in force first. A
            derived metric has those of its parts.
    """

    organisation: str
    metric: str
    period: date
    statements: tuple[Statement, ...]
    value: float | None = None
    unit: str = ""
    numerator: float | None = None
    denominator: float | None = None
    codes_summed: int = 0
    problems: tuple[Problem, ...] = ()


def trace(
    workspace: Workspace, organisation: str, metric: str, period: date
) -> Provenance:
    """Return where an observation comes from.

    Args:
        workspace: to look in.
        organisation: a code; a code of the past stands for today's.
        metric: id.
        period: its last day.

    Raises:
        UnknownNameError: nothing is known of that organisation, metric or period.
        ObservationsError: the workspace is damaged.
    """
    asked = organisation.upper()
    successions = successions_of(workspace)
    heirs = todays_codes(successions)
    code = heirs.get(asked, asked)
    family = [code, *(old for old, heir in heirs.items() if heir == code)]
    held = workspace.figures_in_force(organisations=family)
    stated = workspace.statements(family, [metric], period)
    if stated.empty:
        stated = workspace.statements(family, parts_of(metric), period)
    if stated.empty:
        raise _nothing_known(workspace, held, code, metric, period)
    rolled = rolled_up(held, workspace.files, successions)
    made = rolled.frame[
        (rolled.frame["org_code"] == code)
        & (rolled.frame["metric_id"] == metric)
        & (rolled.frame["period"] == stated["period"].iloc[0])
    ]
    value = made.iloc[0] if len(made) else None
    return Provenance(
        organisation=code,
        metric=metric,
        period=period,
        statements=_statements(workspace, stated, code),
        value=None if value is None else float(value["value"]),
        unit="" if value is None else str(value["unit"]),
        numerator=None if value is None else _or_none(value["numerator"]),
        denominator=None if value is None else _or_none(value["denominator"]),
        codes_summed=0 if value is None else int(value["codes_summed"]),
        problems=replace(
            rolled, left_out=_about(rolled.left_out, metric, stated)
        ).problems,
    )


def _about(left_out: pd.DataFrame, metric: str, stated: pd.DataFrame) -> pd.DataFrame:
    about: pd.DataFrame = left_out[
        (left_out["metric_id"] == metric)
        & (left_out["period"] == stated["period"].iloc[0])
    ]
    return about


def _statements(
    workspace: Workspace, stated: pd.DataFrame, code: str
) -> tuple[Statement, ...]:
    ranked = stated.assign(
        rank=stated["sha256"].map(precedence(workspace.files)),
        past=stated["org_code"] != code,
    ).sort_values(
        ["past", "org_code", "metric_id", "rank"], ascending=[True, True, True, False]
    )
    # Of each code the first holds: in_force() chooses by the same ranks.
    held = ~ranked.duplicated(["org_code", "metric_id"])
    return tuple(
        Statement(
            organisation=str(row["org_code"]),
            name=str(row["org_name"]),
            metric=str(row["metric_id"]),
            value=float(row["value"]),
            unit=str(row["unit"]),
            sheet=str(row["sheet"]),
            row=int(row["row"]),
            file=workspace.by_checksum[str(row["sha256"])],
            in_force=bool(holds),
            numerator=_or_none(row["numerator"]),
            denominator=_or_none(row["denominator"]),
        )
        for (_, row), holds in zip(ranked.iterrows(), held, strict=True)
    )


def _nothing_known(
    workspace: Workspace, held: pd.DataFrame, code: str, metric: str, period: date
) -> UnknownNameError:
    if held.empty:
        known = set(workspace.figures_in_force(("org_code",))["org_code"])
        return UnknownNameError(
            Problem(
                message="no figures of this organisation",
                found=repr(code),
                expected=f"one of the {len(known)} codes of the workspace",
                hint=did_you_mean(code, known),
                code=Code.ORGANISATION_UNKNOWN,
            )
        )
    of_metric = held[held["metric_id"] == metric]
    if of_metric.empty:
        metrics = sorted(held["metric_id"].unique())
        return UnknownNameError(
            Problem(
                message=f"no figures of this metric for {code}",
                found=repr(metric),
                expected=f"one of its {len(metrics)} metrics",
                hint=did_you_mean(metric, metrics),
                code=Code.ID_UNKNOWN,
            )
        )
    import pandas as pd

    days = of_metric["period"]
    nearest = days.iloc[(days - pd.Timestamp(period)).abs().argmin()]
    return UnknownNameError(
        Problem(
            message=f"no figure of {metric} for {code}",
            found=period.isoformat(),
            expected=f"a period from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}",
            hint=f"{nearest:%Y-%m-%d}",
            code=Code.ID_UNKNOWN,
        )
    )


def _or_none(number: float) -> float | None:
    return None if number != number else float(number)  # noqa: PLR0124 - NaN
