"""What a template may write by name in the brackets of a call: 任意=True, ごと="章"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kusei_batch.report.templating.template_faults import UnknownNameError, hint, listing


def check_options(options: Mapping[str, object], known: Sequence[str]) -> None:
    """Raise UnknownNameError where an option is given that is not known."""
    for given in options:
        if given not in known:
            raise UnknownNameError("paper-unknown-name", name=given, hint=hint(given, known) + listing(known))


def read_option(options: Mapping[str, object], name: str, known: Sequence[str]) -> bool:
    """Return whether an option is set to True; raise UnknownNameError where one is given that is not known."""
    check_options(options, known)
    return options.get(name, False) is True
