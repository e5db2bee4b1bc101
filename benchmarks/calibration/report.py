"""The one table of a calibration run, as text."""

from __future__ import annotations

from collections.abc import Mapping

from calibration.fit import LENSES, Fitted
from calibration.scores import BINS, Reliability
from calibration.study import OnReal, Outcome
from rcagraph.vocabulary.terms import Constants


def constants_lines(name: str, constants: Constants) -> list[str]:
    """Return one line that states the constants."""
    fitted = Fitted.of(constants)
    lenses = "; ".join(
        f"{lens} {slope:.2f} / {offset:.2f}"
        for lens, slope, offset in zip(
            LENSES, fitted.slopes, fitted.offsets, strict=True
        )
    )
    priors = sorted(set(constants.priors.values()))
    line = (
        f"{name}: slope / offset {lenses}; correlation {fitted.correlation:.2f}; "
        f"repeat {fitted.repeat:.2f}; cap {fitted.cap:g}; "
        f"prior {', '.join(map(str, priors))}; leak {constants.leak:g}"
    )
    return [line]


def outcome_lines(name: str, outcome: Outcome) -> list[str]:
    """Return calibration, reliability curve and recalls of one run."""
    return [
        name,
        *_calibration("drivers", outcome.drivers),
        *_calibration("states and symptoms", outcome.others),
        f"  true main driver among the first 1, 3, 5 ({outcome.counted} trusts):",
        *(
            f"    {ranking:28}" + "".join(f"{value:7.3f}" for value in found)
            for ranking, found in outcome.recalls.items()
        ),
    ]


def short_lines(outcomes: Mapping[str, Outcome]) -> list[str]:
    """Return one line a run: errors, log score, recalls by contribution."""
    head = (
        f"{'':34}{'ECE':>7}{'ECE o.':>8}{'Brier':>7}{'log':>7}{'1':>7}{'3':>7}{'5':>7}"
    )
    return [
        head,
        *(
            f"{name:34}{each.drivers.error:7.3f}{each.others.error:8.3f}"
            f"{each.drivers.brier:7.3f}{each.drivers.log:7.3f}"
            + "".join(f"{value:7.3f}" for value in each.recalls["contribution"])
            for name, each in outcomes.items()
        ),
    ]


def real_lines(name: str, found: OnReal) -> list[str]:
    """Return what constants do on the real figures."""
    in_codes = ", ".join(
        f"{code} {found.drivers[code]} and {count}"
        for code, count in found.symptoms.items()
    )
    capped = ", ".join(f"{lens} {share:.1%}" for lens, share in found.capped.items())
    line = (
        f"{name}: drivers believed at .5 or more {found.believed:.2f} a trust; mean "
        f"belief in a driver {found.mean_driver:.3f}, in a symptom "
        f"{found.mean_symptom:.3f} (before evidence {found.prior_symptom:.3f}); "
        f"drivers and symptoms believed: {in_codes}; readings at the cap: {capped}"
    )
    return [line]


def _calibration(of: str, found: Reliability) -> list[str]:
    used = [place for place in range(BINS) if found.counts[place]]
    return [
        f"  {of}: ECE {found.error:.3f}, Brier {found.brier:.3f}, log {found.log:.3f}",
        "    believed " + " ".join(f"{found.believed[at]:6.2f}" for at in used),
        "    true     " + " ".join(f"{found.true[at]:6.2f}" for at in used),
        "    cases    " + " ".join(f"{found.counts[at]:6d}" for at in used),
    ]
