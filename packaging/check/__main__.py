"""Looks at the artefacts of a release without running them: python packaging/check [FOLDER], by default build/dist. Needs requirements.txt.
LIBRARY_ALONE is as for dist.sh.
"""

from __future__ import annotations

import sys
from pathlib import Path

from artefacts import REPOSITORY, look_at

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "build" / "dist"
count, faults = look_at(folder)
for fault in faults:
    print(f"check: {fault}", file=sys.stderr)
print(f"{count} files looked at, {len(faults)} faults")
sys.exit(bool(faults))
