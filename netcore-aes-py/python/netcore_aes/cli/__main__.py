"""``python3 -m netcore_aes.cli``."""

from __future__ import annotations

from . import main

main()
