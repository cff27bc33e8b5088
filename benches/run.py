"""make bench: builds and runs every harness whose tools are installed, prints the table, writes results.md and the plots.

usage: run.py [--keep FOLDER] [LANGUAGE…]
Languages: C, Python, Go, Java, PHP, Node, send for the command line, and Spark; all by default. With languages named, the page is printed and not written.
With --keep, the harnesses' output is kept in FOLDER, and output that is there already is not measured again."""

import argparse
import sys
from pathlib import Path

import arm
import harnesses
import machine
import plot
import results
from figures import Figures


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--keep", type=Path)
    arguments.add_argument("languages", nargs="*", metavar="LANGUAGE")
    arguments = arguments.parse_args()
    loads = [machine.load()]
    warn_of_load(loads[0])
    figures = Figures()
    for language, harness in harnesses.ALL.items():
        if not arguments.languages or language in arguments.languages:
            print(f"-- {language}", file=sys.stderr)
            try:
                figures.read(kept(arguments.keep, language, harness))
            except harnesses.Missing as error:
                figures.missing[language] = str(error)
    loads.append(machine.load())
    check_events = "" if arguments.languages else kept(arguments.keep, "events", harnesses.check_events)
    computed = "" if arguments.languages else computed_for_arm()
    page, short = results.markdown(figures, machine.describe(figures), loads, check_events, computed)
    print(page)
    print(f"{short} rows fall short" if short else "every measured row reached its goal")
    if not arguments.languages:
        write(figures, page)


def computed_for_arm():
    try:
        return arm.computed()
    except harnesses.Missing as error:
        return f"Not computed: it needs {error}."


def warn_of_load(load):
    if load > machine.IDLE:
        print(
            f"The load average is {load:.2f}: figures may be off. Wait until the machine is idle.",
            file=sys.stderr,
        )


def kept(folder, name, harness):
    file = folder / name if folder else None
    if file and file.exists():
        return file.read_text()
    output = harness()
    if file:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(output)
    return output


def write(figures, page):
    (harnesses.BENCHES / "results.md").write_text(page)
    for theme in plot.THEMES:
        (harnesses.BENCHES / f"sizes-{theme}.svg").write_text(plot.svg(figures, theme))


if __name__ == "__main__":
    main()
