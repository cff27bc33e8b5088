#!/usr/bin/env python3
"""Keeps of abidw's description the functions and the types that they name, on which a program in C depends.

    interface.py < whole.abi > interface.abi

The handle's contents are private, so the handle becomes a declaration. Paths of source files are removed.
"""

import sys
import xml.etree.ElementTree as ET

OPAQUE = "netcore_aes_cipher"


def main() -> None:
    corpus = ET.parse(sys.stdin).getroot()
    for unit in corpus.findall("abi-instr"):
        if unit.find(".//function-decl[@elf-symbol-id]") is None:
            corpus.remove(unit)
        unit.set("path", "netcore_aes")
    types = {element.get("id"): element for element in corpus.iter() if element.get("id")}
    for element in types.values():
        if element.get("name") == OPAQUE:
            make_opaque(element)
    functions = [function for function in corpus.iter("function-decl") if function.get("elf-symbol-id")]
    if not functions:
        sys.exit("interface.py: no function has types; build the library with debug information")
    prune(corpus, named_by(functions, types))
    print(ET.tostring(corpus, encoding="unicode"))


def make_opaque(element: ET.Element) -> None:
    kept = {name: element.get(name, "") for name in ("name", "is-struct", "visibility", "id")}
    element.clear()
    element.attrib.update(kept, **{"is-declaration-only": "yes"})
    element.tail = "\n"


def named_by(functions: list[ET.Element], types: dict[str | None, ET.Element]) -> set[str]:
    """The ids of all types that the functions name, and those that these name."""
    known: set[str] = set()
    rest = list(functions)
    while rest:
        for element in rest.pop().iter():
            name = element.get("type-id")
            if name is not None and name not in known:
                known.add(name)
                if name in types:
                    rest.append(types[name])
    return known


def prune(parent: ET.Element, needed: set[str]) -> None:
    for element in list(parent):
        is_type = element.get("id") is not None
        is_private = element.tag in ("function-decl", "var-decl") and not element.get("elf-symbol-id")
        if (is_type and element.get("id") not in needed) or (is_private and parent.tag != "class-decl"):
            parent.remove(element)
        elif element.tag in ("abi-instr", "namespace-decl"):
            prune(element, needed)
            if len(element) == 0:
                parent.remove(element)


if __name__ == "__main__":
    main()
