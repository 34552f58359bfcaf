"""What config.toml still says of the sample: printed on sheets and pages of a real city it would lead people astray."""

from __future__ import annotations

import importlib.resources
from typing import TYPE_CHECKING

from kusei_batch.config.settings import read_settings
from kusei_batch.core.problem import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kusei_batch.config.settings import Settings


def check_sample_words(settings: Settings) -> Iterator[Problem]:
    """A warning for each 提出先 and 問合せ先 left as they were given out, once the city is another."""
    with importlib.resources.as_file(importlib.resources.files("kusei_batch") / "starter" / "config.toml") as path:
        sample, _ = read_settings(path)
    if sample is None or settings.city == sample.city:
        return
    known = {text for _, text in _words(sample)}
    for name, text in _words(settings):
        if text in known:
            place = Location(file="config.toml", field=name)
            yield Problem("config-sample-kept", Severity.WARNING, place, {"value": text})


def _words(settings: Settings) -> Iterator[tuple[str, str]]:
    """What tells people where to turn, with its key."""
    named = [("submit_to", settings.submit_to), ("contact", settings.contact)]
    for number, round_ in enumerate(settings.rounds, 1):
        named += [(f"rounds[{number}].pages[{n}].contact", page.contact) for n, page in enumerate(round_.pages, 1)]
    return ((name, text) for name, text in named if text)
