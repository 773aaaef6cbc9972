"""When what a process holds counts as flat.

The first quarter of the time is warm-up. The rest is cut into nine windows of equal length. A window stands for the least that was
measured in it: what is under way at a moment only adds to what is held. The start is the median of the first three windows and the end that
of the last three, so that one odd window at either side does not matter. What is held is flat if the end is above the start by no more than
an allowance.
"""

from dataclasses import dataclass
from statistics import median

WARM_UP = 0.25
WINDOWS = 9
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Figure:
    """Something that is measured: how much more of it there may be at the end, in its unit and as a share of the start."""

    name: str
    words: str
    allowance: float
    share: float = 0
    unit: int = 1
    decimals: int = 0

    def text(self, value):
        return f"{value / self.unit:,.{self.decimals}f}"


FIGURES = (
    Figure("heap", "live heap, MB", MEGABYTE, unit=MEGABYTE, decimals=2),
    Figure("resident", "resident memory, MB", 8 * MEGABYTE, 0.05, MEGABYTE, 1),
    Figure("handles", "open files", 4),
    Figure("threads", "threads", 4),
)


@dataclass(frozen=True)
class Verdict:
    figure: Figure
    start: float
    end: float

    @property
    def growth(self):
        return self.end - self.start

    @property
    def allowed(self):
        return self.figure.allowance + self.figure.share * self.start

    @property
    def is_flat(self):
        return self.growth <= self.allowed


class TooFew(Exception):
    """A window was not measured."""


def windows(samples, name, seconds):
    """The least of each window. A sample is a pair of seconds since the start and the figures."""
    first = WARM_UP * seconds
    length = (seconds - first) / WINDOWS
    least = [None] * WINDOWS
    for time, figures in samples:
        number = int((time - first) // length)
        if 0 <= number < WINDOWS:
            least[number] = figures[name] if least[number] is None else min(least[number], figures[name])
    if None in least:
        raise TooFew(f"window {least.index(None) + 1} of {WINDOWS} has no measurement; soak for longer")
    return least


def judge(samples, seconds):
    """A verdict for each figure."""
    verdicts = []
    for figure in FIGURES:
        least = windows(samples, figure.name, seconds)
        verdicts.append(Verdict(figure, median(least[:3]), median(least[-3:])))
    return verdicts


def table(verdicts):
    """Lines for people and for the docs."""
    yield "| | after warm-up | at the end | growth | allowed | |"
    yield "|---|---:|---:|---:|---:|---|"
    for verdict in verdicts:
        text = verdict.figure.text
        cells = (text(verdict.start), text(verdict.end), text(verdict.growth), text(verdict.allowed))
        yield f"| {verdict.figure.words} | {' | '.join(cells)} | {'flat' if verdict.is_flat else 'GROWS'} |"
