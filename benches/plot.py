"""Draws time by message size, both axes logarithmic, as SVG."""

from html import escape
from math import log10

THEMES = {
    "light": {"paper": "#ffffff", "ink": "#1f2328", "faint": "#59636e", "grid": "#dfe3e8"},
    "dark": {"paper": "#0d1117", "ink": "#e6edf3", "faint": "#9198a1", "grid": "#262c36"},
}
COLOURS = {
    "light": ["#0969da", "#bc4c00", "#59636e", "#1a7f37", "#8250df"],
    "dark": ["#58a6ff", "#f0883e", "#9198a1", "#3fb950", "#bc8cff"],
}
WIDTH, HEIGHT = 880, 520
LEFT, RIGHT, TOP, BOTTOM = 70, 235, 64, 56
LABEL_HEIGHT = 17
TIMES = {10: "10 ns", 100: "100 ns", 1e3: "1 µs", 1e4: "10 µs", 1e5: "100 µs", 1e6: "1 ms", 1e7: "10 ms"}
SIZES = {
    64: "64 B",
    256: "256 B",
    1024: "1 KiB",
    4096: "4 KiB",
    16384: "16 KiB",
    65536: "64 KiB",
    262144: "256 KiB",
    1048576: "1 MiB",
}


def svg(figures, theme):
    series = [(name, points, dashed) for name, points, dashed in _series(figures) if points]
    if not series:
        return _page(theme, _text(WIDTH / 2, HEIGHT / 2, "not measured", THEMES[theme]["ink"], "middle"))
    place = Place([point for _, points, _ in series for point in points])
    colours = COLOURS[theme]
    parts = [*_grid(place, THEMES[theme])]
    ends = _spread([place.y(points[-1][1]) for _, points, _ in series if points[-1][0] == place.last])
    for (name, points, dashed), colour in zip(series, colours):
        path = " ".join(f"{place.x(size):.1f},{place.y(time):.1f}" for size, time in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        if not dashed:
            parts += [
                f'<circle cx="{place.x(x):.1f}" cy="{place.y(y):.1f}" r="2.6" fill="{colour}"/>' for x, y in points
            ]
        x, y = place.x(points[-1][0]), place.y(points[-1][1])
        if points[-1][0] == place.last:
            end = ends.pop(0)
            parts.append(
                f'<path d="M{x + 5:.1f} {y:.1f}L{x + 18:.1f} {end:.1f}" stroke="{colour}" stroke-width="0.8"/>'
            )
            parts.append(_text(x + 22, end + 4, name, colour, weight="600"))
        else:
            parts.append(_text(x + 10, y + 16, name, colour, weight="600"))
    title = f"Time by message size ({figures.path}; lower is faster)"
    parts.append(_text(LEFT, 30, title, THEMES[theme]["ink"], size=16, weight="600"))
    parts.append(_text(LEFT, 49, "a message, AES-256-CBC and base64, one thread; medians", THEMES[theme]["faint"]))
    return _page(theme, "\n".join(parts))


def _series(figures):
    path = figures.path
    for name, prefix, candidate, dashed in [
        ("netcore-aes, alone", "size-", f"ours.{path}", False),
        ("OpenSSL, context reused", "size-", "openssl", False),
        ("the bare chain (the limit)", "size-", "chain", True),
        ("netcore-aes, in a batch", "size-batch-", f"ours-batch.{path}", False),
        ("ipsec-mb, cipher only", "size-batch-", "ipsec-mb", False),
    ]:
        yield name, [(size, figure.median) for size, figure in figures.sizes(prefix, candidate).items()], dashed


class Place:
    """Converts a size and a time to a place on the page."""

    def __init__(self, points):
        self.first, self.last = min(x for x, _ in points), max(x for x, _ in points)
        self.low, self.high = min(y for _, y in points) / 1.3, max(y for _, y in points) * 1.3

    def x(self, size):
        part = log10(size / self.first) / log10(self.last / self.first) if self.last > self.first else 0
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(self, time):
        return HEIGHT - BOTTOM - log10(time / self.low) / log10(self.high / self.low) * (HEIGHT - TOP - BOTTOM)


def _grid(place, theme):
    for time, name in TIMES.items():
        if place.low <= time <= place.high:
            y = place.y(time)
            yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{theme["grid"]}"/>'
            yield _text(LEFT - 8, y + 4, name, theme["faint"], "end")
    for size, name in SIZES.items():
        if place.first <= size <= place.last:
            x = place.x(size)
            yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{theme["grid"]}"/>'
            yield _text(x, HEIGHT - BOTTOM + 20, name, theme["faint"], "middle")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "message size", theme["faint"], "middle")


def _spread(places):
    """Moves labels down until none covers another."""
    spread, free = dict.fromkeys(range(len(places))), TOP
    for index in sorted(spread, key=places.__getitem__):
        spread[index] = max(places[index], free)
        free = spread[index] + LABEL_HEIGHT
    return list(spread.values())


def _text(x, y, text, colour, anchor="start", size=12, weight="400"):
    font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" font-family="{font}">{escape(text)}</text>'
    )


def _page(theme, content):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="Time by message size">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{THEMES[theme]["paper"]}"/>\n'
        f"{content}\n</svg>\n"
    )
