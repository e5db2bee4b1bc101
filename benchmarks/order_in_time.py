"""Does one thing follow another more often than it would by coincidence?

    python benchmarks/order_in_time.py

For every shipped test with ``then``: at how many trusts it holds, fails or has no data;
and how often the sequel followed in time, against two coincidences: the same with the
sequel of every other trust (what the calendar alone brings about, winters and all), and
the other way round (sequel first). A test that never or always holds says nothing, and
one whose order is no commoner than with other trusts' sequels says little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rcagraph.evidence.records import OrganisationEvidence, Outcome, SpecialCause
from rcagraph.evidence.signals import followed_by
from rcagraph.hypotheses.hypothesis import Expectation, Sequel
from rcagraph.pipeline import Case, read_case, weigh_organisations

Stretches = Sequence[SpecialCause]


def main() -> None:
    """Print a line for each test."""
    case = read_case()
    observed = set(case.observations.organisations)
    trusts = [each for each in case.organisations if each.code in observed]
    evidence = weigh_organisations(case, trusts, None)
    print(f"{len(trusts)} trusts; shares of those whose figures can tell")
    print("holds fails no data | in order  others'  reversed | test")
    for name, expected, then in _tests(case):
        hypothesis, test = name.split("/")
        found = [
            each.outcome
            for one in evidence
            for each in one.tests
            if (each.hypothesis, each.test) == (hypothesis, test)
        ]
        counts = [found.count(outcome) for outcome in Outcome]
        shares = _shares(evidence, expected, then)
        told = "  ".join(f"{share:8.0%}" for share in shares)
        print(f"{counts[0]:5} {counts[1]:5} {counts[2]:7} | {told} | {name}")


def _tests(case: Case) -> Iterator[tuple[str, Expectation, Sequel]]:
    for read in case.model.library.hypotheses:
        for test in read.hypothesis.tests:
            for expected in test.expect:
                if expected.then is not None:
                    yield f"{read.hypothesis.id}/{test.id}", expected, expected.then


def _shares(
    evidence: Sequence[OrganisationEvidence], expected: Expectation, then: Sequel
) -> tuple[float, float, float]:
    causes = [_one_side(each, expected.metric, expected.direction) for each in evidence]
    effects = [_one_side(each, then.metric, then.direction) for each in evidence]

    def follows(first: Stretches, second: Stretches) -> bool:
        pair = followed_by(first, second, after=then.after, within=then.within)
        return pair is not None

    own, others, reverse = [], [], []
    for at, (cause, effect) in enumerate(zip(causes, effects, strict=True)):
        if cause is None or effect is None:
            continue
        own.append(follows(cause, effect))
        reverse.append(follows(effect, cause))
        others += [
            follows(cause, other)
            for place, other in enumerate(effects)
            if place != at and other is not None
        ]
    return _share(own), _share(others), _share(reverse)


def _one_side(
    evidence: OrganisationEvidence, metric: str, direction: str
) -> Stretches | None:
    found = evidence.metrics[metric].special_causes
    if found is None:
        return None
    return [each for each in found if each.adverse is (direction == "adverse")]


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else float("nan")


if __name__ == "__main__":
    main()
