"""The harnesses' figures, and their statistics.

Every harness prints lines with tabs between their fields: a group, a candidate, and the nanoseconds that an event took
in each round. Values of one round stand at one place, so ratios are taken round by round. Two words are not groups:
"version" (of what) and "missing" (a candidate, and why)."""

from statistics import median, quantiles


class Figure:
    """A value in every round, its median and its quartiles."""

    def __init__(self, values):
        self.values = values
        self.median = median(values)
        self.low, _, self.high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3

    def __add__(self, other):
        return Sum(self, other)

    def over(self, other):
        """This divided by the other: the ratio of the medians, and the quartiles of the ratios of each round."""
        ratio = Figure([ours / theirs for ours, theirs in zip(self.values, other.values, strict=False)])
        ratio.median = self.median / other.median
        return ratio


class Constant(Figure):
    """A goal in nanoseconds, in place of a peer."""

    def __init__(self, value, rounds):
        super().__init__([value] * rounds)


class Sum(Figure):
    """The sum of two that were measured apart, and run one after the other."""

    def __init__(self, first, second):
        super().__init__([a + b for a, b in zip(first.values, second.values, strict=False)])
        self.median = first.median + second.median


class Figures:
    """Everything that the harnesses printed."""

    def __init__(self):
        self.values, self.versions, self.missing, self.path = {}, {}, {}, "?"

    def read(self, output):
        for line in output.splitlines():
            match line.split("\t"):
                case ["path", path]:
                    self.path = path
                case ["version", name, version]:
                    self.versions[name] = version
                case ["missing", name, why]:
                    self.missing[name] = why
                case [group, name, *values] if values:
                    self.values.setdefault((group, name), []).extend(map(float, values))

    def get(self, group, name):
        """The figure of a candidate; None if it was not measured."""
        values = self.values.get((group, name))
        return Figure(values) if values else None

    def sizes(self, prefix, name):
        """The figures of a candidate by the size at the end of the group's name, smallest first."""
        found = {}
        for group, candidate in self.values:
            size = group.removeprefix(prefix)
            if size != group and size.isdigit() and candidate == name:
                found[int(size)] = self.get(group, name)
        return dict(sorted(found.items()))


def line_through(points):
    """The line nearest to the points, by least squares of the relative deviations: its value at 0, and its
    slope."""
    weighted = [(x, y, 1 / y**2) for x, y in points]
    total = sum(w for _, _, w in weighted)
    mean_x = sum(x * w for x, _, w in weighted) / total
    mean_y = sum(y * w for _, y, w in weighted) / total
    slope = sum(w * (x - mean_x) * (y - mean_y) for x, y, w in weighted) / sum(
        w * (x - mean_x) ** 2 for x, _, w in weighted
    )
    return mean_y - slope * mean_x, slope
