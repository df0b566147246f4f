"""Where Cadre leads and where not, out of the figures alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.bench.measured import COST, HIGHER_IS_BETTER, QUALITY, RECALL, TIME, Figures
from tests.bench.system import SYSTEMS, Facts

ENOUGH_TIMES = 1.5
"""Cadre is to need no more than so many times what the best system needs."""
_LEVEL = 0.0005
"""Measures of quality that differ by less are level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that Cadre is to be, in each figure of a group, beside some of the others."""

    said: str
    group: str
    system: str = "cadre"
    beside: Callable[[Facts], bool] = lambda facts: not facts.is_cadre


CLAIMS = (
    Claim(said="leads in quality, or is level", group=QUALITY),
    Claim(said="with the same single encoder, leads in quality, or is level", group=QUALITY, system="cadre_single"),
    Claim(said="leads in recall, or is level", group=RECALL),
    Claim(said=f"is within {ENOUGH_TIMES} times of the fastest search", group=TIME),
    Claim(
        said=f"is within {ENOUGH_TIMES} times of the fastest search by words and vectors",
        group=TIME,
        beside=lambda facts: facts.is_hybrid and not facts.is_cadre,
    ),
    Claim(said=f"needs at most {ENOUGH_TIMES} times the least to index", group=COST),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A figure in which a claim does not hold, and the system that is best there."""

    name: str
    cadre: float
    best: str
    theirs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The figures in which a claim holds, and those in which not."""

    claim: Claim
    holds: tuple[str, ...]
    fails: tuple[Shortfall, ...]


def verdicts(figures: Mapping[str, Figures]) -> list[Verdict]:
    """One for each claim about which anything was measured; `figures` are by system."""
    found = [_verdict(claim, figures) for claim in CLAIMS if claim.system in figures]
    return [verdict for verdict in found if verdict.holds or verdict.fails]


def _verdict(claim: Claim, figures: Mapping[str, Figures]) -> Verdict:
    others = [system for system in figures if claim.beside(SYSTEMS[system])]
    holds, fails = [], []
    for (group, name), cadre in figures[claim.system].items():
        theirs = {system: figures[system][group, name] for system in others if (group, name) in figures[system]}
        if group != claim.group or not theirs:
            continue
        best = (max if group in HIGHER_IS_BETTER else min)(theirs, key=theirs.__getitem__)
        if _holds(group, cadre, theirs[best]):
            holds.append(name)
        else:
            fails.append(Shortfall(name=name, cadre=cadre, best=best, theirs=theirs[best]))
    return Verdict(claim=claim, holds=tuple(holds), fails=tuple(fails))


def _holds(group: str, cadre: float, theirs: float) -> bool:
    if group in HIGHER_IS_BETTER:
        return theirs - cadre < _LEVEL
    return cadre <= ENOUGH_TIMES * theirs
