"""How the tests are given to several processes."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("workers")
def test_tests_of_a_group_are_known_to_the_workers_as_one(request):
    """A group is told by xdist at the end of a test's name; without it every worker makes anew what the group shares."""
    by_group = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@workers") == by_group
