"""What the tests of the rules share."""

from __future__ import annotations

import signal

import pytest


@pytest.fixture
def ended_at_all():
    """Fail, after so many seconds of processor time that only a search gone astray needs them, what would never end."""

    def fail(*_):
        pytest.fail("no end in sight")

    before = signal.signal(signal.SIGVTALRM, fail)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)
