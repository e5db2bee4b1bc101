"""One calibration run: fit on some simulated trusts, report on others."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from calibration.fit import Fitted, fit, fit_set
from calibration.path import World
from calibration.report import (
    constants_lines,
    outcome_lines,
    real_lines,
    short_lines,
)
from calibration.simulate import Signal
from calibration.study import (
    measure,
    model_with,
    on_real,
    robustness,
    with_priors,
)
from rcagraph.pipeline import read_case
from rcagraph.vocabulary.terms import Constants

FIT_SEEDS = (1, 2, 3)
FIRST_REPORT_SEED = 101


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    asked = _asked(arguments)
    begun = perf_counter()
    # Means of metrics that a trust never published are of nothing.
    warnings.simplefilter("ignore", RuntimeWarning)
    world, signal = World(case=read_case()), Signal()
    shipped = world.model.ontology.constants
    seeds = range(FIRST_REPORT_SEED, FIRST_REPORT_SEED + asked.sets)
    used = shipped
    if asked.prior is not None:
        used = with_priors(used, asked.prior, asked.leak)
    if asked.fit:
        used = fitted_constants(world, used, signal, tries=asked.tries)
    lines = constants_lines("shipped", shipped)
    if used is not shipped:
        lines += constants_lines("fitted", used)
        lines += outcome_lines(
            "\nShipped constants, trusts drawn from the shipped priors",
            measure(world, shipped, seeds, signal=signal),
        )
    lines += outcome_lines(
        f"\n{'Shipped' if used is shipped else 'Fitted'} constants",
        measure(world, used, seeds, signal=signal, best=True),
    )
    lines += ["\nRobustness, first two sets"]
    lines += short_lines(robustness(world, used, seeds[:2], signal=signal))
    lines += ["\nReal figures"]
    codes = [code for code in ("RAJ", "RTF") if code in world.codes]
    for name, constants in {"shipped": shipped, "fitted": used}.items():
        if name == "shipped" or used is not shipped:
            lines += real_lines(name, on_real(world, constants, codes))
    lines += [f"\n{perf_counter() - begun:.0f} s"]
    print("\n".join(lines))


def fitted_constants(
    world: World, start: Constants, signal: Signal, *, tries: int
) -> Constants:
    """Fit the constants of evidence on sets that nothing is reported on."""
    model = model_with(world.model, start)
    sets = [fit_set(world, model, seed, signal) for seed in FIT_SEEDS]
    found, _ = fit(world, model, sets, Fitted.of(start), tries=tries)
    rounded = replace(
        found,
        slopes=found.slopes.round(2),
        correlation=round(found.correlation, 2),
    )
    return rounded.within(start)


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=3, help="simulated sets of trusts")
    parser.add_argument("--fit", action="store_true", help="fit, then report on others")
    parser.add_argument("--tries", type=int, default=60, help="of the fit")
    parser.add_argument("--prior", type=float, help="of every driver; default: shipped")
    parser.add_argument("--leak", type=float, default=0.02, help="with --prior")
    return parser.parse_args(arguments)
