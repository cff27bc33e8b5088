#!/usr/bin/env python3
"""Marks a copy of the sources so that a run prints the unsafe blocks and exports that it reaches.

    mark.py ROOT

A marked place prints `reached: unsafe FILE:LINE` or `reached: export NAME` when it is first reached. mark.py prints all places in
the same form, with `there is` in place of `reached`, and blocks of inline assembly as `there is: assembly FILE:LINE`, which are not
marked. Lines keep their numbers. Tests are left out.
"""

import re
import sys
from pathlib import Path

# `crate::reached` in `netcore-aes-core`, and elsewhere by the crate's name.
MACRO = """
/// Prints a place when it is reached for the first time.
#[doc(hidden)]
#[macro_export]
macro_rules! reached {
    ($place:literal) => {{
        static BEFORE: ::std::sync::atomic::AtomicBool = ::std::sync::atomic::AtomicBool::new(false);
        if !BEFORE.swap(true, ::std::sync::atomic::Ordering::Relaxed) {
            ::std::eprintln!(concat!("\\nreached: ", $place));
        }
    }};
}
"""
EXPORT = re.compile(r'^pub (?:unsafe )?extern "C" fn (netcore_aes_\w+)\(', re.MULTILINE)
BLOCK = re.compile(r"\bunsafe \{")
TESTS = re.compile(r"^#\[cfg\(test\)\]\nmod tests \{", re.MULTILINE)


def mark(source: Path, name: str, crate: str) -> list[str]:
    text = source.read_text()
    end = TESTS.search(text)
    text, tests = (text[: end.start()], text[end.start() :]) if end else (text, "")
    places = []

    def reach(place: str) -> str:
        places.append(place)
        return f'{{ {crate}::reached!("{place}"); '

    lines, plain = [], text.split("\n")
    for number, line in enumerate(plain, 1):
        if BLOCK.search(line) and plain[number].lstrip().startswith("asm!("):
            places.append(f"assembly {name}:{number}")
        elif not line.lstrip().startswith("//"):
            line = BLOCK.sub(lambda _: "unsafe " + reach(f"unsafe {name}:{number}"), line)
        lines.append(line)
    text = "\n".join(lines)
    for export in reversed(list(EXPORT.finditer(text))):
        body = text.index("{\n", export.end())
        text = text[:body] + reach(f"export {export[1]}") + text[body + 1 :]
    source.write_text(text + tests)
    return places


def main(root: Path) -> None:
    for package, crate in (("netcore-aes-core", "crate"), ("netcore-aes-ffi", "::netcore_aes_core")):
        for source in sorted((root / package / "src").rglob("*.rs")):
            name = str(source.relative_to(root))
            if "tests" not in source.with_suffix("").parts:
                for place in mark(source, name, crate):
                    print(f"there is: {place}")
    with (root / "netcore-aes-core/src/lib.rs").open("a") as lib:
        lib.write(MACRO)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
