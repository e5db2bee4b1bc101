"""From codes of the day to today's codes: sums of parts, never averages.

When trusts merge, the successor's history is the sum of its predecessors'. Counts
are added. A ratio is recomputed from summed numerators and denominators. What has
neither cannot be added, and stands only where one code alone contributes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from rcagraph.errors import ObservationsError, Problem
from rcagraph.observations.organisation import Succession

# Units of things that can be counted together. All else is a ratio, a mean, a score
# or a rank, and needs numerator and denominator to be summed.
ADDITIVE_UNITS = frozenset({"count", "beds", "FTE", "patients", "GBP k", "GBP m"})

_KEYS = ["org_code", "metric_id", "period"]
_ROUNDING = 0.005  # share by which a published ratio may differ from its own parts


@dataclass(frozen=True, eq=False, kw_only=True)
class RolledUp:
    """Figures under today's codes.

    Attributes:
        frame: as given, with ``codes_summed``; the text columns of a sum are those
            of today's code if it contributes, else of the first predecessor.
        left_out: what cannot be rolled up: org_code (today's), metric_id, period,
            codes (those with figures) and why.
        split: one problem for each code that was split.
    """

    frame: pd.DataFrame
    left_out: pd.DataFrame
    split: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was left out, one sentence for each organisation and reason."""
        told = [
            Problem(
                message=(
                    f"{code}: {_some(rows['metric_id'])} ({_span(rows['period'])}) "
                    f"left out; figures of {codes} {why}"
                )
            )
            for (code, codes, why), rows in self.left_out.groupby(
                ["org_code", "codes", "why"], observed=True
            )
        ]
        return (*self.split, *told)


def todays_codes(
    successions: Sequence[Succession], *, on: date | None = None
) -> dict[str, str]:
    """Return old code → today's code, through chains; split codes stay as they are.

    Args:
        successions: in any order.
        on: successions after this day are left out; None: all have happened.

    Raises:
        ObservationsError: codes succeed each other in a circle.

    >>> from datetime import date
    >>> def took_over(old, new, year, split=False):
    ...     return Succession(old_code=old, new_code=new, on=date(year, 4, 1),
    ...                       basis="", split=split)
    >>> todays_codes([took_over("RQ8", "RAJ", 2020), took_over("RAJ", "RX9", 2024)])
    {'RAJ': 'RX9', 'RQ8': 'RX9'}
    >>> todays_codes([took_over("RW6", "RM3", 2021, split=True)])
    {}
    """
    past = [each for each in successions if on is None or each.on <= on]
    split = split_codes(past)
    heirs = {
        each.old_code: each.new_code
        for each in sorted(past, key=lambda each: (each.on, each.new_code))
        if each.old_code not in split
    }
    final = {}
    for old in sorted(heirs):
        code, seen = old, {old}
        while code in heirs:
            code = heirs[code]
            if code in seen:
                raise ObservationsError(
                    Problem(message=f"codes succeed each other in a circle at {code}")
                )
            seen.add(code)
        final[old] = code
    return final


def split_codes(successions: Sequence[Succession]) -> dict[str, tuple[str, ...]]:
    """Return code → the several codes that took it over, for codes that were split."""
    heirs: dict[str, set[str]] = {}
    for each in successions:
        heirs.setdefault(each.old_code, set()).add(each.new_code)
    marked = {each.old_code for each in successions if each.split}
    return {
        old: tuple(sorted(new))
        for old, new in sorted(heirs.items())
        if old in marked or len(new) > 1
    }


def roll_up(
    frame: pd.DataFrame,
    successions: Sequence[Succession],
    *,
    on: date | None = None,
) -> RolledUp:
    """Roll figures under the code of the day up to today's codes.

    A predecessor that is in a collection's figures for a period, and has this metric
    in other periods but not in this one, has a gap: a sum without it would be another
    organisation's, so there is none.

    Args:
        frame: columns org_code, period, metric_id, numerator, denominator, value,
            unit, collection (what is published together); others are kept. One
            row per organisation, metric and period.
        successions: the dated table.
        on: as for ``todays_codes``.

    Raises:
        ObservationsError: codes succeed each other in a circle.
    """
    heirs = todays_codes(successions, on=on)
    involved = frame["org_code"].isin([*heirs, *heirs.values()])
    parts = frame[involved]
    parts = parts.assign(
        day_code=parts["org_code"],
        org_code=parts["org_code"].map(heirs).fillna(parts["org_code"]),
        era=_eras(parts, successions),
    )
    # Only keys to which a predecessor contributes change; the rest stays in place.
    past = parts["day_code"] != parts["org_code"]
    touched = pd.MultiIndex.from_frame(parts.loc[past, _KEYS])
    changed = pd.MultiIndex.from_frame(parts[_KEYS]).isin(touched)
    summed, left_out = _sum(parts[changed].drop(columns="era"), _expected(parts))
    stays = np.ones(len(frame), dtype=bool)
    stays[np.flatnonzero(involved)[changed]] = False
    rolled = pd.concat([frame[stays].assign(codes_summed=1), summed], ignore_index=True)
    split = _split_problems(frame, split_codes(successions))
    return RolledUp(frame=rolled, left_out=left_out, split=split)


def _eras(parts: pd.DataFrame, successions: Sequence[Succession]) -> pd.Series[int]:
    """Return how many others a code had taken over by each period.

    What a code publishes after it took another over says nothing about what it
    should have published before.

    Args:
        parts: ``org_code`` is still the code of the day.
        successions: the dated table.
    """
    eras = pd.Series(0, index=parts.index)
    codes = parts["org_code"].to_numpy()
    taken: dict[str, list[pd.Timestamp]] = {}
    for each in successions:
        taken.setdefault(each.new_code, []).append(pd.Timestamp(each.on))
    for code, days in taken.items():
        rows = codes == code
        if rows.any():
            periods = parts.loc[rows, "period"].to_numpy()
            eras[rows] = np.searchsorted(
                np.sort(np.array(days, dtype=periods.dtype)), periods, side="right"
            )
    return eras


def _expected(parts: pd.DataFrame) -> pd.DataFrame:
    """Return which codes should contribute: columns ``_KEYS`` and ``expected``."""
    alike = ["day_code", "era", "collection"]
    present = parts[["org_code", *alike, "period"]].drop_duplicates()
    has_metric = parts[[*alike, "metric_id"]].drop_duplicates()
    return (
        present.merge(has_metric, on=alike)
        .drop_duplicates([*_KEYS, "day_code"])
        .groupby(_KEYS, as_index=False, observed=True)
        .agg(expected=("day_code", "size"))
    )


def _sum(
    parts: pd.DataFrame, expected: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row for each key, and the keys for which there is none."""
    # Today's own row first: the sum takes its texts from the first.
    past = parts["day_code"] != parts["org_code"]
    parts = parts.assign(past=past).sort_values([*_KEYS, "past", "day_code"])
    first = parts.drop_duplicates(_KEYS).reset_index(drop=True)
    groups = _judged(parts, first).groupby(_KEYS, sort=True, observed=True)
    # Of no numbers the sum is not zero: it is missing.
    sums = groups[["numerator", "denominator", "value"]].sum(min_count=1)
    each = groups[["ratio", "count"]].all()
    whole = first[_KEYS].merge(expected, on=_KEYS, how="left")["expected"].to_numpy()
    codes = groups.size().to_numpy()
    numerator, denominator = (
        sums[name].to_numpy() for name in ("numerator", "denominator")
    )
    alone, whole = codes == 1, codes >= whole
    ratio = each["ratio"].to_numpy() & (denominator > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        recomputed = _factor(first).to_numpy() * numerator / denominator
    kept = (alone | ratio | each["count"].to_numpy()) & whole
    summed = first.assign(
        value=np.select([alone, ratio], [first["value"], recomputed], sums["value"]),
        numerator=np.where(alone | ratio, numerator, np.nan),
        denominator=np.where(alone | ratio, denominator, np.nan),
        codes_summed=codes,
    )
    why = np.where(
        whole,
        "without numerator and denominator cannot be summed",
        "are not all there: one of the codes has a gap",
    )
    unsummed = first.loc[~kept, _KEYS].assign(why=why[~kept])
    return (
        summed[kept].drop(columns=["day_code", "past"]),
        unsummed.assign(codes=_codes(parts, unsummed)),
    )


def _judged(parts: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    """Say of each row whether it can be summed with others, and as what.

    Args:
        parts: sorted by ``_KEYS``.
        first: of each key the first row, in the same order.
    """
    has_parts = parts["numerator"].notna() & parts["denominator"].notna()
    whole = _factor(parts) * parts["numerator"]
    agrees = (parts["value"] * parts["denominator"] - whole).abs() <= (
        _ROUNDING * whole.abs() + 1e-9
    )
    sizes = parts.groupby(_KEYS, sort=True, observed=True).size()
    unit = first["unit"].repeat(list(sizes)).set_axis(parts.index)
    alike = parts["unit"] == unit
    return parts.assign(
        ratio=has_parts & agrees & alike,
        count=parts["unit"].isin(ADDITIVE_UNITS) & ~has_parts & alike,
    )


def _codes(parts: pd.DataFrame, unsummed: pd.DataFrame) -> list[str]:
    """Return which codes have figures, for each key of ``unsummed``, in its order."""
    these = pd.MultiIndex.from_frame(unsummed[_KEYS])
    few = parts[pd.MultiIndex.from_frame(parts[_KEYS]).isin(these)]
    joined = few.groupby(_KEYS, sort=True, observed=True)["day_code"].agg(", ".join)
    return [str(codes) for codes in joined]


def _factor(parts: pd.DataFrame) -> pd.Series[float]:
    percent = parts["unit"].astype("str").str.startswith("%")
    return pd.Series(np.where(percent, 100.0, 1.0), index=parts.index)


def _some(metrics: pd.Series[str]) -> str:
    names = sorted(set(metrics))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004
    return ", ".join(names[:3]) + more


def _span(periods: pd.Series[pd.Timestamp]) -> str:
    first, last = f"{periods.min():%Y-%m}", f"{periods.max():%Y-%m}"
    return first if first == last else f"{first} to {last}"


def _split_problems(
    frame: pd.DataFrame, split: Mapping[str, tuple[str, ...]]
) -> tuple[Problem, ...]:
    seen = frame.loc[frame["org_code"].isin(list(split)), ["org_code", "period"]]
    return tuple(
        Problem(
            message=(
                f"{code} was split between {' and '.join(split[str(code)])}: its "
                f"figures ({_span(rows['period'])}) stay under {code}"
            )
        )
        for code, rows in seen.groupby("org_code", observed=True)
    )
