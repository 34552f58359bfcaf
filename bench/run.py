"""make bench: every measurement in one run, medians and ratios side by side."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import instructions, night, reading, stamping, start, wards

if __name__ == "__main__":
    print(f"Python {platform.python_version()} on {platform.machine()}")
    for part in (stamping, reading, night, wards, start, instructions):
        print("\n".join(part.run()), flush=True)
