from collections.abc import Iterator

import pytest

from tests.done_here import work_done_here


@pytest.fixture(autouse=True, scope="session")
def _compiled(compiled_papers):
    """Nights of these tests fill in shipped papers besides those of the examples."""


@pytest.fixture(autouse=True, scope="module")
def _done_here(request) -> Iterator[None]:
    """Have what nights of the examples give to workers done in the tests' own process, see tests/done_here.py."""
    with work_done_here(request.node):
        yield
