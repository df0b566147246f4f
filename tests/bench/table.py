"""The figures as Markdown: each as a ratio to Cadre's, and Cadre's own in full."""

from collections.abc import Mapping, Sequence

from tests.bench.figures import ratio
from tests.bench.measured import COST, HIGHER_IS_BETTER, QUALITY, RECALL, TIME, Figures
from tests.bench.system import SYSTEMS
from tests.bench.verdict import Verdict, verdicts


def markdown(figures: Mapping[str, Figures], notes: Sequence[str]) -> str:
    """A table for each group, what the figures say of Cadre, and the notes. A figure that a system lacks is a dash."""
    lines: list[str] = []
    for group in (QUALITY, RECALL, TIME, COST):
        names = [name for its_group, name in figures["cadre"] if its_group == group]
        lines += [f"| {group} | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
        for system, its in figures.items():
            cells = [_cell(its.get((group, name)), figures["cadre"][group, name], system) for name in names]
            lines.append(f"| {SYSTEMS[system].title} | " + " | ".join(cells) + " |")
        lines.append("")
    told = [_told(verdict) for verdict in verdicts(figures)]
    notes = [f"* {note}" for note in notes]
    return "\n".join([*lines, "What these figures say:", "", *told, "", "How they were made:", "", *notes]) + "\n"


def _told(verdict: Verdict) -> str:
    """What holds, and where not."""
    group = verdict.claim.group
    line = f"* {group}: Cadre {verdict.claim.said}: {', '.join(verdict.holds) or 'nowhere'}."
    rivals = [
        f"{short.name} ({number(short.cadre)}; {SYSTEMS[short.best].title} {number(short.theirs)}"
        f"{_times(group, short.cadre, short.theirs)})"
        for short in verdict.fails
    ]
    return f"{line} **Not**: {', '.join(rivals)}." if rivals else line


def _times(group: str, cadre: float, theirs: float) -> str:
    return "" if group in HIGHER_IS_BETTER else f", ×{number(ratio(cadre, theirs))}"


def _cell(value: float | None, cadre: float, system: str) -> str:
    if value is None:
        return "–"
    return number(value) if system == "cadre" else f"×{number(ratio(value, cadre))}"


def number(value: float) -> str:
    """Three digits that count, and no more than three after the point."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"
