"""The first drivers of many organisations as one tidy table."""

from __future__ import annotations

from collections.abc import Iterable

from rcagraph.findings.diagnosis import Diagnosis, RankedDriver
from rcagraph.outputs.tidy_csv import tidy_csv
from rcagraph.outputs.wording import observed

COLUMNS = (
    "organisation",
    "organisation_name",
    "subtype",
    "region",
    "as_of",
    "rank",
    "driver",
    "driver_label",
    "driver_class",
    "belief",
    "contribution",
    "contribution_low",
    "contribution_high",
    "rank_low",
    "rank_high",
    "top_three",
    "confidence",
    "verdict",
    "unexplained",
    "severe_symptoms",
)


def ranking_csv(diagnoses: Iterable[Diagnosis], *, top: int = 10) -> str:
    """Write one row per organisation and driver, in the order given, then by rank.

    Text that a spreadsheet would run as a formula is led by an apostrophe, which
    spreadsheets show as plain text; numbers stay numbers.

    Args:
        diagnoses: one per organisation.
        top: how many drivers of each.
    """
    rows = (
        _cells(diagnosis, driver)
        for diagnosis in diagnoses
        for driver in diagnosis.drivers[:top]
    )
    return tidy_csv(COLUMNS, rows)


def _cells(diagnosis: Diagnosis, driver: RankedDriver) -> tuple[str | float, ...]:
    trust = diagnosis.organisation
    return (
        trust.code,
        trust.name,
        trust.subtype,
        trust.region,
        diagnosis.as_of.isoformat(),
        driver.rank,
        driver.node.id,
        driver.node.label,
        str(driver.node.driver_class),
        driver.belief,
        driver.contribution,
        driver.contribution_low,
        driver.contribution_high,
        driver.rank_low,
        driver.rank_high,
        driver.top_three,
        str(driver.confidence),
        str(driver.verdict),
        diagnosis.unexplained,
        len(observed(diagnosis.symptoms)),
    )
