"""Writes results.md."""

from figures import line_through
from harnesses import PATHS
from machine import IDLE
from table import measure, more_rows, rows

START = """# Results

Written by `make bench`; [README.md](README.md) says how to read it. One thread, events of 400 bytes unless said
otherwise; medians, with the quartiles in brackets.
"""


def markdown(figures, machine, loads, check_events, computed):
    """The page, and the number of rows that fall short."""
    results = [measure(row, figures) for row in rows(figures.path)]
    more = [measure(row, figures) for row in more_rows(figures.path, PATHS)]
    parts = [
        START,
        table(["", ""], machine),
        load_line(loads),
        "\n## The table\n",
        rows_table(results),
        *map(note, filter(lambda result: result.reached is False, results)),
        "\n## Beside it\n",
        rows_table([result for result in more if result.ratio]),
        "\n## By size\n",
        sizes(figures),
        straightness(figures),
        "\n## Sending\n",
        memory(figures),
        "\n## Checking events\n",
        "\n".join(f"- {line}" for line in check_events.splitlines()) or "Not measured.",
        "\n## 64-bit ARM, computed\n",
        computed or "Not computed.",
    ]
    return "\n".join(parts) + "\n", sum(result.reached is False for result in results)


def memory(figures):
    few, many = (figures.get("send-memory", name) for name in ("100k", "1m"))
    if not few or not many:
        return "Not measured."
    return (
        f"`send` held at most {few.median / 1024:.0f} MiB for 100,000 events, and {many.median / 1024:.0f} MiB for a million. The command "
        "line in Python, which this one replaced, took 5.2 to 5.7 µs an event for `--dry-run`, and 9.4 µs to a bare sink."
    )


def table(head, lines):
    lines = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def load_line(loads):
    text = f"\nLoad average before and after: {loads[0]:.2f}, {loads[1]:.2f}."
    if loads[0] > IDLE:
        text += f" **More than {IDLE}: the machine was not idle, and the figures may be off.**"
    return text


def rows_table(results):
    head = ["work", "against", "ours", "theirs", "ratio", "wanted", "", "most there can be"]
    return table(head, [line(result) for result in results])


def line(result):
    row = result.row
    wanted = "" if row.wanted is None else f"at most {row.wanted:g}" if row.at_most else f"{row.wanted:g}"
    if result.ratio is None:
        return [
            row.work,
            row.against,
            time(result.ours),
            time(result.theirs),
            f"missing: {result.missing}",
            wanted,
            "",
            "",
        ]
    verdict = {True: "reached", False: "**short**", None: ""}[result.reached]
    ratio = f"{result.ratio.median:.2f} [{result.ratio.low:.2f}–{result.ratio.high:.2f}]"
    most = f"{result.most:.1f}" if result.most else ""
    return [row.work, row.against, time(result.ours), time(result.theirs), ratio, wanted, verdict, most]


def time(figure):
    if figure is None:
        return "—"
    units = [("ms", 1e6), ("µs", 1e3), ("ns", 1)]
    unit, scale = next((unit, scale) for unit, scale in units if figure.median >= scale or scale == 1)
    digits = 0 if figure.median / scale >= 100 else 1
    middle, low, high = (f"{value / scale:.{digits}f}" for value in (figure.median, figure.low, figure.high))
    return f"{middle} {unit} [{low}–{high}]"


def note(result):
    """Says why a row falls short."""
    row = result.row
    text = f"\n- *{row.work} / {row.against}*: "
    if result.most is None:
        over = f", {result.ours.median - row.wanted * result.theirs.median:.0f} ns too much" if row.at_most else ""
        return text + f"{result.ratio.median:.2f} where {row.wanted:g} was wanted{over}."
    if result.most < row.wanted:
        return text + (
            f"out of reach on this machine. With nothing but {bound(row)} it would be {result.most:.1f} times; "
            f"{result.ratio.median / result.most:.0%} of that is reached."
        )
    return text + f"there is room: with nothing but {bound(row)} it would be {result.most:.1f} times."


def bound(row):
    if row.bound[0] == "one" and row.bound[1].startswith("ours"):
        return "the call from C"
    if row.bound[0] == "batch":
        return "C's work in a batch"
    return "the bare chain" if row.bound[1] == "chain" else "bare lanes and base64"


def sizes(figures):
    path = figures.path
    one = {name: figures.sizes("size-", name) for name in (f"ours.{path}", "openssl", "chain")}
    many = {name: figures.sizes("size-batch-", name) for name in (f"ours-batch.{path}", "ipsec-mb")}
    columns = [*one.values(), *many.values()]
    head = [
        "bytes",
        "ours",
        "OpenSSL",
        "bare chain",
        "ours, in a batch",
        "ipsec-mb, in a batch, cipher only",
        "ours per byte, alone / batch",
    ]
    lines = []
    for size in columns[0]:
        each = [f"{columns[i][size].median / size:.3f}" for i in (0, 3) if size in columns[i]]
        lines.append([f"{size:,}", *(time(column.get(size)) for column in columns), " / ".join(each) + " ns"])
    return table(head, lines)


def straightness(figures):
    """How far every eighth length up to 2 KiB is from a straight line."""
    text = ""
    for what, prefix, name in [("Alone", "length-one-", "ours"), ("In a batch of 64", "length-", "ours-batch")]:
        found = figures.sizes(prefix, f"{name}.{figures.path}")
        # Plaintexts are padded to blocks.
        points = [(length // 16 * 16 + 16, figure.median) for length, figure in found.items()]
        if not points:
            continue
        start, slope = line_through(points)
        away, length = max((abs(y / (start + slope * x) - 1), length) for (x, y), length in zip(points, found))
        text += (
            f"\n{what}, every eighth length from 0 to 2048 bytes lies near {start:.0f} ns + {slope:.3f} ns a byte of "
            f"the padded length; the farthest from it, {length} bytes, by {away:.0%}.\n"
        )
    return text
