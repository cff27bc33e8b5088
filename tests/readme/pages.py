"""The pages of this repository: their code blocks, what each must print, their headings and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^()\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
_ANYTHING = "…"


@dataclass(frozen=True)
class Block:
    """A named block of code, and the text block after it, which is what it prints."""

    language: str
    name: str
    code: str
    expected: str | None

    def missing(self, printed: str) -> str | None:
        """Return the first expected line that was not printed, in order. `…` stands for any characters."""
        if self.expected is None:
            return None
        lines = iter(printed.splitlines())
        for wanted in filter(None, self.expected.splitlines()):
            pattern = ".*".join(re.escape(part) for part in wanted.split(_ANYTHING))
            if not any(re.search(f"^{pattern}$", line) for line in lines):
                return wanted
        return None


def blocks(page: str, languages: set[str]) -> list[Block]:
    """Return a page's code blocks in these languages. Raises ``ValueError`` for one without a name."""
    found = _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    named = []
    for (language, name, code), after in zip(found, [*found[1:], ("", "", "")], strict=True):
        if language not in languages:
            continue
        if not name:
            raise ValueError(f"{page}: a block of {language} has no name, so it is not run")
        named.append(Block(language, name, code, after[2] if after[:2] == ("text", "") else None))
    return named


def broken_links(page: str) -> list[str]:
    """Return the relative links of a page that lead to no file or to no heading."""
    text = _FENCED.sub("", (ROOT / page).read_text(encoding="utf-8"))
    targets = [link or picture for link, picture in _LINK.findall(text)]
    return [target for target in targets if not target.startswith(("https:", "http:")) and _is_broken(page, target)]


def _is_broken(page: str, target: str) -> bool:
    name, _, heading = target.partition("#")
    file = (ROOT / page).parent / name if name else ROOT / page
    return not file.exists() or (heading != "" and heading not in _anchors(file))


def _anchors(file: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = _HEADING.findall(_FENCED.sub("", file.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
