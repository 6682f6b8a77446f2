"""A plot of lines on two logarithmic axes in plain text."""

import itertools
import math

WIDTH, HEIGHT = 58, 14


def short(number):
    """20,000 as 20k."""
    if 1 <= number < 10_000:
        return f"{number:g}"
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.3g}"


def ticks(least, most):
    """1, 2 and 5 times powers of ten between the two, and one beyond on each side."""
    powers = range(math.floor(math.log10(least)) - 1, math.ceil(math.log10(most)) + 2)
    steps = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    first = max(place for place, step in enumerate(steps) if step <= least)
    last = min(place for place, step in enumerate(steps) if step >= most)
    return steps[first:last + 1]


class Scale:
    """Where values lie on an axis of so many places."""

    def __init__(self, least, most, places):
        self.least = math.log(least)
        self.span = math.log(most) - self.least or 1
        self.places = places

    def place(self, value):
        return round((math.log(value) - self.least) / self.span * (self.places - 1))


def plot(lines, x_name, y_name):
    """`lines`: {name: [(x, y)]}, all positive, with x ascending."""
    marks = dict(zip(lines, "ox+*#@", strict=False))
    points = list(itertools.chain(*lines.values()))
    xs = sorted({x for x, _ in points})
    labels = ticks(min(y for _, y in points), max(y for _, y in points))
    across = Scale(xs[0], xs[-1], WIDTH)
    up = Scale(labels[0], labels[-1], HEIGHT)
    grid = [[" "] * WIDTH for _ in range(HEIGHT)]
    for name, line in lines.items():
        places = [(across.place(x), up.place(y)) for x, y in line]
        for (x0, y0), (x1, y1) in itertools.pairwise(places):
            for x in range(x0, x1 + 1):
                y = round(y0 + (y1 - y0) * (x - x0) / max(1, x1 - x0))
                grid[y][x] = "." if grid[y][x] == " " else grid[y][x]
        for x, y in places:
            grid[y][x] = marks[name]
    named = {up.place(label): short(label) for label in reversed(labels)}
    rows = [f"{named.get(y, ''):>6} |{''.join(grid[y]).rstrip()}" for y in reversed(range(HEIGHT))]
    key = ", ".join(f"{mark} {name}" for name, mark in marks.items())
    return "\n".join([f"{y_name}: {key}", *rows, f"{'':>6} +{'-' * WIDTH}", below(xs, across),
                      f"{x_name:>{WIDTH + 8}}"])


def below(xs, across):
    """The labels of the x axis, each centred below its place, as many as fit."""
    row = [" "] * (WIDTH + 14)
    end = -1
    for x in xs:
        label = short(x)
        start = 8 + across.place(x) - (len(label) - 1) // 2
        if start > end:
            row[start:start + len(label)] = label
            end = start + len(label)
    return "".join(row).rstrip()
