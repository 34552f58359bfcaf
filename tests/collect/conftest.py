"""One issued form for all tests of collecting: compiling it takes longer than reading it."""

from __future__ import annotations

import pytest

from tests.collect.copies import Issued, issue


@pytest.fixture(scope="session")
def issued(tmp_path_factory) -> Issued:
    return issue(tmp_path_factory.mktemp("form"))
