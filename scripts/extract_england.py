"""Make examples/england/ from the collected official statistics.

    python scripts/extract_england.py ../shared/data

reads observations.csv.gz, orgs.csv and org_succession.csv there, keeps the acute
trusts from April 2019 on, names every source by the id it has in
examples/england/sources.csv (kept by hand: publisher, product, grade, licence),
adds the derived metrics below, and writes

    examples/england/observations.csv.gz
    examples/england/organisations.csv
    examples/england/successions.csv

The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import pandas as pd

TARGET = Path(__file__).parents[1] / "examples" / "england"
FIRST_PERIOD = pd.Timestamp("2019-04-01")
KEYS = ["metric_id", "org_code", "period"]
# Fewer trailing months than this make no yearly rate.
MONTHS_IN_YEAR = 12
# Catchments and their deprivation are known once: dated by the deprivation index.
TRAITS_DATED = pd.Timestamp("2025-10-31")
# Systems, policies and teams of merged trusts are still being joined for years.
YEARS_AFTER_MERGER = 5
FIRST_MERGER_FLAG = pd.Timestamp("2020-03-31")


def main(source: Path) -> None:
    """Write the extract; print what it holds."""
    organisations = read_organisations(source / "orgs.csv")
    observations = read_observations(source / "observations.csv.gz", organisations)
    observations = pd.concat(
        [
            observations,
            *derived_metrics(observations, organisations),
            *traits_of_place(organisations),
            merger_flags(
                source / "org_succession.csv",
                organisations["org_code"],
                observations["period"].max(),
            ),
        ]
    )
    observations = observations[observations["period"] >= FIRST_PERIOD]
    observations = observations.sort_values(KEYS, ignore_index=True)
    assert not observations.duplicated(KEYS).any()
    write_observations(observations, TARGET / "observations.csv.gz")
    organisations.drop(columns="postcode").to_csv(
        TARGET / "organisations.csv", index=False, lineterminator="\n"
    )
    write_successions(source / "org_succession.csv", TARGET / "successions.csv")
    print(
        f"{len(observations)} observations, {observations['metric_id'].nunique()} "
        f"metrics, {observations['org_code'].nunique()} acute trusts, "
        f"{observations['period'].min():%Y-%m} to {observations['period'].max():%Y-%m}"
    )


def read_organisations(path: Path) -> pd.DataFrame:
    """Return the acute trusts, by code."""
    table = pd.read_csv(path, dtype=str)
    table = table[table["nof_type"] == "Acute trust"]
    return table[
        [
            "org_code",
            "org_name",
            "nof_type",
            "nof_subtype",
            "region_name",
            "icb_code",
            "icb_name",
            "postcode",
            "catchment_population",
            "imd_score",
        ]
    ].sort_values("org_code")


def read_observations(path: Path, organisations: pd.DataFrame) -> pd.DataFrame:
    """Return the acute trusts' rows with sources as ids; unknown sources stop it."""
    table = pd.read_csv(path, parse_dates=["period"])
    table = table[table["org_code"].isin(organisations["org_code"])]
    named = pd.read_csv(TARGET / "sources.csv", dtype=str).dropna(subset=["copy"])
    ids = dict(
        zip(
            named["as_named_in_copy"] + "|" + named["copy"],
            named["source"],
            strict=True,
        )
    )
    unknown = sorted(set(table["source"]) - set(ids))
    if unknown:
        sys.exit(f"sources.csv does not name: {', '.join(unknown)}")
    return pd.DataFrame(
        {
            "metric_id": table["metric_id"],
            "org_code": table["org_code"],
            "period": table["period"],
            "numerator": table["numerator"],
            "denominator": table["denominator"],
            "value": table["value"],
            "unit": table["unit"],
            "source": table["source"].map(ids),
            "codes_summed": table["n_codes_summed"],
        }
    )


def derived_metrics(
    observations: pd.DataFrame, organisations: pd.DataFrame
) -> list[pd.DataFrame]:
    """Return figures that make sizes comparable; each keeps its two parts.

    Catchment populations exist for one year only, so the per-1,000 rates follow
    the activity and not the population.
    """
    thousands = (
        pd.to_numeric(organisations.set_index("org_code")["catchment_population"])
        / 1000
    )

    def panel(metric: str, column: str = "value") -> pd.DataFrame:
        rows = observations[observations["metric_id"] == metric]
        return rows.pivot(index="period", columns="org_code", values=column)

    def per_thousand(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        people = counts.notna().mul(thousands.reindex(counts.columns), axis=1)
        return counts, people.where(people > 0)

    codes = panel("ae_attendances_all", "codes_summed")
    attendances = panel("ae_attendances_all")
    admissions = panel("emergency_admissions_total")
    beds = panel("beds_available_ga")
    staff = panel("staff_fte_total")
    staff_2019 = staff.loc["2019-04":"2020-03"].mean()
    backlog = panel("estates_backlog_high_risk_gbp_m") + panel(
        "estates_backlog_significant_gbp_m"
    )
    income = panel("fin_operating_income_gbp_k") / 1000

    def yearly(counts: pd.DataFrame) -> pd.DataFrame:
        return counts.rolling(MONTHS_IN_YEAR, min_periods=MONTHS_IN_YEAR).sum()

    parts = {
        "ae_attendances_per_1000": (
            *per_thousand(yearly(attendances)),
            1,
            "per 1,000 people a year",
        ),
        "emergency_admissions_per_1000": (
            *per_thousand(yearly(admissions)),
            1,
            "per 1,000 people a year",
        ),
        "emergency_conversion_pct": (
            admissions,
            attendances.reindex_like(admissions),
            100,
            "%",
        ),
        "beds_ga_per_1000": (*per_thousand(beds), 1, "beds per 1,000 people"),
        "estates_backlog_high_significant_pct_of_income": (backlog, income, 100, "%"),
    }
    tables = [
        _long(metric, numerator, denominator, factor, unit, codes)
        for metric, (numerator, denominator, factor, unit) in parts.items()
    ]
    growth = _long(
        "staff_fte_growth_since_2019_pct",
        staff.loc["2020-04":],
        staff.loc["2020-04":].notna() * staff_2019,
        100,
        "%",
        codes,
    )
    growth["value"] -= 100
    return [*tables, growth]


def traits_of_place(organisations: pd.DataFrame) -> list[pd.DataFrame]:
    """Return deprivation and size of the catchments, one figure for each trust."""
    people = pd.to_numeric(organisations["catchment_population"]) / 1000
    score = pd.to_numeric(organisations["imd_score"])
    return [
        _figures(metric, organisations["org_code"], TRAITS_DATED, values, unit)
        for metric, values, unit in (
            ("catchment_deprivation_score", score, "score"),
            ("catchment_population_thousands", people, "thousand people"),
        )
    ]


def merger_flags(path: Path, codes: pd.Series, last: pd.Timestamp) -> pd.DataFrame:
    """Say of each trust whether it merged in the five years to each 31 March.

    The table of successions holds codes that ended by joining another trust, whole
    or in part; mere changes of code are not in it. So every row is a merger.
    """
    table = pd.read_csv(path, parse_dates=["date"])
    marches = pd.date_range(FIRST_MERGER_FLAG, last, freq="12ME")
    days = marches.union(pd.DatetimeIndex([last]))
    flags = []
    for day in days:
        since = day - pd.DateOffset(years=YEARS_AFTER_MERGER)
        merged = table.loc[table["date"].between(since, day), "new_code"]
        values = codes.isin(merged).astype(float)
        flags.append(_figures("merged_within_five_years", codes, day, values, "0/1"))
    return pd.concat(flags)


def _figures(
    metric: str, codes: pd.Series, day: pd.Timestamp, values: pd.Series, unit: str
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "metric_id": metric,
            "org_code": codes,
            "period": day,
            "numerator": float("nan"),
            "denominator": float("nan"),
            "value": values,
            "unit": unit,
            "source": "derived",
            "codes_summed": 1,
        }
    ).dropna(subset=["value"])


def _long(  # noqa: PLR0913, PLR0917 - one row of the table of derived metrics
    metric: str,
    numerator: pd.DataFrame,
    denominator: pd.DataFrame,
    factor: float,
    unit: str,
    codes: pd.DataFrame,
) -> pd.DataFrame:
    tall = pd.DataFrame(
        {"numerator": numerator.stack(), "denominator": denominator.stack()}
    ).dropna()
    tall = tall[tall["denominator"] > 0].reset_index()
    tall["metric_id"] = metric
    tall["value"] = factor * tall["numerator"] / tall["denominator"]
    tall["unit"] = unit
    tall["source"] = "derived"
    summed = codes.stack().reset_index()
    summed.columns = pd.Index(["period", "org_code", "codes_summed"])
    tall = tall.merge(summed, how="left", on=["period", "org_code"])
    tall["codes_summed"] = tall["codes_summed"].fillna(1).astype(int)
    return tall


def write_observations(table: pd.DataFrame, path: Path) -> None:
    """Write gzip without a time stamp, so that the same table is the same file."""
    table = table.assign(period=table["period"].dt.strftime("%Y-%m-%d"))
    columns = [
        "org_code",
        "period",
        "metric_id",
        "numerator",
        "denominator",
        "value",
        "unit",
        "source",
        "codes_summed",
    ]
    text = io.StringIO()
    table[columns].to_csv(text, index=False, float_format="%.7g", lineterminator="\n")
    with path.open("wb") as file:
        file.write(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def write_successions(source: Path, target: Path) -> None:
    """Write the dated succession table, by date and old code."""
    table = pd.read_csv(source, dtype=str).sort_values(["date", "old_code"])
    table.to_csv(target, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
