"""How a file looks on the disk without being opened: a file that looks the same is the same."""

from __future__ import annotations

Look = tuple[int, int, int, int]
"""Size in bytes, times of the last change of content and of state in nanoseconds, inode.

Nobody can set the second time: a file whose first time and size were put back looks different.
"""
