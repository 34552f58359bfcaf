"""What is judged by hand alone, on a copy that `make peers` fetches, is no test of the suite: there none may skip."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("CLEARINGHOUSE") else ["test_clearinghouse.py"]
