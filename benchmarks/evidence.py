"""All lenses on 200 trusts x 100 metrics x 72 months, beside pandas and polars.

    OPENBLAS_NUM_THREADS=1 python benchmarks/evidence.py [--pandas-metrics 4]

Prints seconds and peak memory for: this package (every lens, quality, words and
entries); a plain pandas groupby-apply of the same statistics on a stated sample of
metrics, scaled to all; and, where polars can be imported, a vectorised polars query of
peers, XmR and Theil-Sen beside the same three of this package. The three must agree.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from rcagraph.evidence.baseline import xmr
from rcagraph.evidence.company import companies, find_peers
from rcagraph.evidence.panel import panel_of
from rcagraph.evidence.peers import robust_z
from rcagraph.evidence.trend import theil_sen
from rcagraph.evidence.weigh import weigh
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.vocabulary.terms import Metric, Ontology, Polarity, Standard

TRUSTS, METRICS, MONTHS = 200, 100, 72
WINDOW = 60
MISSING = 0.03
AS_OF = date(2026, 6, 30)
CODES = [f"T{n:03}" for n in range(TRUSTS)]


def main() -> None:
    """Run all three and print what they took."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pandas-metrics", type=int, default=4)
    sample = arguments.parse_args().pandas_metrics
    frame, ontology, trusts = simulated()
    table = ObservationTable(frame)
    print(f"{len(frame)} observations")
    before = peak_megabytes()

    def everything() -> object:
        return weigh(table, ontology, trusts, [], CODES, as_of=AS_OF)

    worked = time.process_time()
    seconds, _ = best_of(2, everything)
    worked = (time.process_time() - worked) / 2
    print(f"rcagraph, all lenses: {seconds:.2f} s ({worked:.2f} s of processor); peak "
          f"memory {peak_megabytes():.0f} MB ({before:.0f} MB before)")  # fmt: skip
    peers = peer_rows(table, trusts)
    taken, scaled = pandas_on_sample(frame, peers, sample)
    print(f"pandas groupby-apply: {taken:.1f} s for {sample} of {METRICS} metrics, "
          f"{scaled:.0f} s for all: {scaled / seconds:.0f} times as long")  # fmt: skip
    core, ours = best_of(2, lambda: core_lenses(table, peers))
    print(f"rcagraph, peers + XmR + Theil-Sen alone: {core:.2f} s")
    if importlib.util.find_spec("polars") is None:
        print("polars is not installed: not compared")
        return
    other, theirs = best_of(2, lambda: polars_lenses(frame, peers))
    gaps = [np.nanmax(np.abs(a - b)) for a, b in zip(ours, theirs, strict=True)]
    print(f"polars, the same three: {other:.2f} s; largest difference {max(gaps):.1e}")


def simulated() -> tuple[pd.DataFrame, Ontology, list[Organisation]]:
    """Return noisy, drifting, gappy shares with their parts; a fifth has a standard."""
    random = np.random.default_rng(5)
    shape = (METRICS, TRUSTS, MONTHS)
    levels = random.uniform(30, 80, size=(METRICS, 1, 1))
    walks = random.normal(size=shape).cumsum(axis=2) * 0.4
    values = levels + 4 * random.normal(size=(METRICS, TRUSTS, 1)) + walks
    values += random.normal(size=shape)
    cases = random.integers(300, 9000, size=shape)
    tops = np.round(np.clip(values, 1, 99) * cases / 100)
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=MONTHS, freq="ME")
    names = [f"metric_{n:03}" for n in range(METRICS)]
    index = pd.MultiIndex.from_product([names, CODES, days])
    frame = pd.DataFrame(
        {
            "metric_id": index.get_level_values(0),
            "org_code": index.get_level_values(1),
            "period": index.get_level_values(2),
            "numerator": tops.ravel(),
            "denominator": cases.ravel().astype(float),
            "value": (100 * tops / cases).ravel(),
            "unit": "%",
            "source": "simulated",
            "codes_summed": 1,
            "row": np.arange(2, tops.size + 2),
        }
    )
    frame = frame[random.random(len(frame)) > MISSING].reset_index(drop=True)
    shipped = read_ontology(ontology_folder())
    standard = Standard(value=70, name="70%", source="", start=date(2020, 1, 1))
    metrics = {
        name: Metric(
            id=name, label=name, unit="%", polarity=Polarity.HIGH_IS_GOOD, domain="",
            publication="", frequency="monthly", fresh_months=6,
            indicates=f"s_{at // 3}",
            reliability=0.8, standards=(standard,) if at % 5 == 0 else (),
        )
        for at, name in enumerate(names)
    }  # fmt: skip
    ontology = Ontology(
        version="benchmark", nodes={}, metrics=metrics, constants=shipped.constants
    )
    trusts = [
        Organisation(
            code=code, name=code, type="Acute trust", subtype="Acute - Large",
            region="", system_code="", system_name="",
            catchment_population=float(random.uniform(2e5, 1e6)),
            deprivation=float(random.uniform(10, 40)),
        )
        for code in CODES
    ]  # fmt: skip
    return frame, ontology, trusts


def peer_rows(table: ObservationTable, trusts: list[Organisation]) -> np.ndarray:
    """Return the rows (200, 10) of each trust's peers."""
    found = find_peers(table, trusts, CODES, as_of=AS_OF)
    return companies(trusts, found)["peers"].rows


def core_lenses(table: ObservationTable, peers: np.ndarray) -> list[np.ndarray]:
    """Return (metrics, trusts) of z, upper limit and slope."""
    found = []
    for name in table.metrics:
        panel = panel_of(table, name, codes=CODES, until=AS_OF)
        values = panel.values[:, -WINDOW:]  # noqa: PD011 - no pandas
        days = panel.periods[-WINDOW:].astype("datetime64[D]").astype(float)
        last = values[:, -1]
        known = np.flatnonzero(~np.isnan(last))
        z = np.full(TRUSTS, np.nan)
        z[known] = robust_z(last[known], last[peers[known]]).z
        upper = np.fmax.reduce(xmr(values).upper, axis=1)
        found.append([z, upper, theil_sen(days / 365.25, values).slope])
    return list(np.array(found).transpose(1, 0, 2))


def pandas_on_sample(
    frame: pd.DataFrame, peers: np.ndarray, metrics: int
) -> tuple[float, float]:
    """Return seconds for some metrics, and scaled to all."""
    chosen = frame[frame["metric_id"].isin(frame["metric_id"].unique()[:metrics])]
    group_of = dict(zip(CODES, ([CODES[p] for p in row] for row in peers), strict=True))
    started = time.perf_counter()
    wide = chosen.pivot_table(
        index=["metric_id", "period"], columns="org_code", values="value"
    )
    chosen.groupby(["metric_id", "org_code"]).apply(
        lambda rows: plain_lenses(rows, wide, group_of), include_groups=False
    )
    taken = time.perf_counter() - started
    return taken, taken * METRICS / metrics


def plain_lenses(
    rows: pd.DataFrame, wide: pd.DataFrame, group_of: dict[str, list[str]]
) -> pd.Series:
    """Work out one series the way a notebook would."""
    metric, code = rows.name
    series = rows.set_index("period")["value"].sort_index().iloc[-WINDOW:]
    beside = wide.loc[(metric, series.index[-1]), group_of[code]].dropna()
    spread = 1.4826 * (beside - beside.median()).abs().median()
    centre, ranges = series.mean(), series.diff().abs().mean()
    upper, lower = centre + 2.66 * ranges, centre - 2.66 * ranges
    side, moves = np.sign(series - centre), np.sign(series.diff())
    outside = (series > upper) | (series < lower)
    shift = side.rolling(7).sum().abs() == 7  # noqa: PLR2004 - points of a run
    trend = moves.rolling(6).sum().abs() == 6  # noqa: PLR2004
    near = ((series - centre).abs() > 2 / 3 * 2.66 * ranges) & ~outside
    two = (near.rolling(3).sum() >= 2) & (side.rolling(3).sum().abs() == 3)  # noqa: PLR2004
    years = series.index.to_numpy().astype("datetime64[D]").astype(float) / 365.25
    slopes = [
        (late - early) / (b - a)
        for i, (a, early) in enumerate(zip(years, series, strict=True))
        for b, late in zip(years[i + 1 :], series[i + 1 :], strict=True)
    ]
    score = sum(np.sign(slopes))
    recent, earlier = series.iloc[-3:], series.iloc[:-3]
    namesakes = earlier[earlier.index.month.isin(recent.index.month)]
    return pd.Series(
        {
            "z": (series.iloc[-1] - beside.median()) / spread,
            "percentile": (beside < series.iloc[-1]).mean(),
            "lower": lower,
            "upper": upper,
            "cause": bool(
                outside.iloc[-1] or shift.iloc[-1] or trend.iloc[-1] or two.iloc[-1]
            ),
            "slope": np.median(slopes),
            "score": score,
            "departure": (recent.mean() - namesakes.mean()) / earlier.std(),
            "met": (series.iloc[-12:] >= 70).sum(),  # noqa: PLR2004 - the standard
        }
    )


def polars_lenses(frame: pd.DataFrame, peers: np.ndarray) -> list[np.ndarray]:
    """Return the same as ``core_lenses`` from three polars queries."""
    import polars as pl  # noqa: PLC0415

    first = pd.Timestamp(AS_OF) - pd.offsets.MonthEnd(WINDOW - 1)
    table = pl.DataFrame(
        {
            "metric": frame["metric_id"].to_numpy().astype(str),
            "code": frame["org_code"].to_numpy().astype(str),
            "period": frame["period"].to_numpy().astype("datetime64[D]"),
            "value": frame["value"].to_numpy(),
        }
    ).filter(pl.col("period") >= first.date())
    group = pl.DataFrame(
        {"code": np.repeat(CODES, 10), "peer": np.array(CODES)[peers.ravel()]}
    )
    keys = ["metric", "code"]
    latest = table.filter(pl.col("period") == AS_OF).select(*keys, "value").lazy()
    spread = 1.4826 * (pl.col("other") - pl.col("other").median()).abs().median()
    z = (
        latest.join(group.lazy(), on="code")
        .join(latest.rename({"code": "peer", "value": "other"}), on=["metric", "peer"])
        .group_by(keys)
        .agg(((pl.col("value").first() - pl.col("other").median()) / spread).alias("z"))
    )
    ranges = pl.col("value").diff().abs().mean()
    upper = (
        table.lazy()
        .sort("period")
        .group_by(keys)
        .agg((pl.col("value").mean() + 2.66 * ranges).alias("upper"))
    )
    # One whole number for metric and organisation: joins on text cost far more.
    timed = table.lazy().select(
        pl.struct(keys).rank("dense").alias("series"),
        *keys,
        (pl.col("period").cast(pl.Int32) / 365.25).alias("t"),
        "value",
    )
    pairs = timed.select("series", "t", "value")
    rise = (pl.col("value_b") - pl.col("value")) / (pl.col("t_b") - pl.col("t"))
    slope = (
        pairs.join(pairs, on="series", suffix="_b")
        .filter(pl.col("t_b") > pl.col("t"))
        .select("series", rise.alias("rise"))
        .group_by("series")
        .agg(pl.col("rise").median().alias("slope"))
        .join(timed.select("series", *keys).unique(), on="series")
    )
    names = sorted(frame["metric_id"].unique())
    cells = pl.DataFrame(
        {"metric": np.repeat(names, TRUSTS), "code": np.tile(CODES, len(names))}
    ).lazy()
    found = (
        cells.join(z, on=keys, how="left")
        .join(upper, on=keys, how="left")
        .join(slope, on=keys, how="left")
        .sort(keys)
        .collect()
    )
    return [
        found[name].to_numpy().astype(float).reshape(len(names), TRUSTS)
        for name in ("z", "upper", "slope")
    ]


def best_of(times: int, run: Callable[[], object]) -> tuple[float, object]:
    """Return the shortest of several runs, and the last one's answer."""
    taken, found = [], None
    for _ in range(times):
        started = time.perf_counter()
        found = run()
        taken.append(time.perf_counter() - started)
    return min(taken), found


def peak_megabytes() -> float:
    """Return the process's largest resident size so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
