"""The support offers of the ontology: what helps, at which level, and how soon."""

from __future__ import annotations

from rcagraph.diagnostics.code import Code
from rcagraph.sources.turtle import Facts, Term
from rcagraph.vocabulary import names
from rcagraph.vocabulary.terms import DriverClass, LevelOfControl, SupportOffer


def read_offers(facts: Facts) -> tuple[SupportOffer, ...]:
    """Return the offers in id order; what is wrong goes to ``facts.problems``."""
    return tuple(_offer(facts, term) for term in facts.of_class(names.SUPPORT_OFFER))


def read_level(facts: Facts, term: Term) -> LevelOfControl:
    """Return the level of control that a driver class or an offer names."""
    level = facts.reference(term, names.LEVEL, names.LEVEL_OF_CONTROL)
    if level is None:
        return LevelOfControl.TRUST
    return LevelOfControl(facts.one_of(level, names.NOTATION, LevelOfControl))


def _offer(facts: Facts, term: Term) -> SupportOffer:
    offer = SupportOffer(
        id=term.name,
        label=facts.text(term, names.PREF_LABEL),
        definition=facts.text(term, names.DEFINITION),
        addresses=_ids(facts, term, names.ADDRESSES, names.DRIVER),
        classes=_classes(facts, term),
        relieves=_ids(facts, term, names.RELIEVES, names.SYMPTOM),
        delivered_by=facts.text(term, names.DELIVERED_BY),
        intensity=facts.text(term, names.INTENSITY),
        level=read_level(facts, term),
        months_to_effect_low=_months(facts, term, names.MONTHS_LOW),
        months_to_effect_high=_months(facts, term, names.MONTHS_HIGH),
        months_are_prior=facts.flag(term, names.MONTHS_ARE_PRIOR),
        prerequisites=facts.text(term, names.PREREQUISITES),
        blocked_by=_ids(facts, term, names.BLOCKED_BY, names.DRIVER),
        source=_sources(facts, term),
    )
    _check(facts, term, offer)
    return offer


def _check(facts: Facts, term: Term, offer: SupportOffer) -> None:
    if not (offer.addresses or offer.classes or offer.relieves):
        facts.problems.append(
            term.problem(
                "addresses nothing",
                code=Code.OFFER_WITHOUT_AIM,
                expected="rca:addresses, rca:addressesClass or rca:relieves",
            )
        )
    low, high = offer.months_to_effect_low, offer.months_to_effect_high
    if low is not None and high is not None and low > high:
        facts.problems.append(
            term.problem(
                "most months to effect are fewer than fewest",
                code=Code.MONTHS_REVERSED,
                found=f"{low:g} and {high:g}",
            )
        )


def _ids(facts: Facts, term: Term, prop: str, class_iri: str) -> tuple[str, ...]:
    return tuple(sorted(t.name for t in facts.references(term, prop, class_iri)))


def _classes(facts: Facts, term: Term) -> tuple[DriverClass, ...]:
    named = _ids(facts, term, names.ADDRESSES_CLASS, names.DRIVER_CLASS)
    return tuple(each for each in DriverClass if each.value in named)


def _months(facts: Facts, term: Term, prop: str) -> float | None:
    return facts.number(term, prop, low=0) if term.all(prop) else None


def _sources(facts: Facts, term: Term) -> str:
    """Return labels of cited works and addresses of others, joined."""
    stated = term.all(names.SOURCE)
    if not stated:
        missing = term.problem("source is missing", code=Code.PROPERTY_MISSING)
        facts.problems.append(missing)
    cited = [(iri, facts.terms.get(iri)) for iri in stated]
    return "; ".join(
        facts.text(work, names.PREF_LABEL) if work else iri for iri, work in cited
    )
