"""kusei demo: a sample ward plays its year, with the mistakes people make, and the start of the next."""

from __future__ import annotations

from kusei_batch.demo.playing import DemoNight, Story, play

__all__ = ["DemoNight", "Story", "play"]
