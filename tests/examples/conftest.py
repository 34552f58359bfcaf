from collections.abc import Iterator

import pytest

from tests.done_here import work_done_here
from tests.known_settings import settings_known


@pytest.fixture(autouse=True, scope="session")
def _compiled(compiled_papers):
    """Nights of these tests fill in shipped papers besides those of the examples."""


@pytest.fixture(autouse=True, scope="session")
def _settings_known() -> Iterator[None]:
    """Read settings of the same content once, see tests/known_settings.py."""
    with settings_known():
        yield


@pytest.fixture(autouse=True, scope="module")
def _done_here(request) -> Iterator[None]:
    """Have what nights of the examples give to workers done in the tests' own process, see tests/done_here.py."""
    with work_done_here(request.node):
        yield
