import pytest

from tests.pipeline.desk import Desk
from tests.pipeline.year import FIRST, PLAN, REPORT, SECOND, B, Year


@pytest.fixture(autouse=True, scope="session")
def _compiled(compiled_papers):
    """Nights and doctors of these tests fill in the shipped papers again and again."""


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "作業フォルダ")


@pytest.fixture
def issued(desk):
    desk.issue()
    return desk


@pytest.fixture
def year(tmp_path):
    return Year(tmp_path / "作業フォルダ")


@pytest.fixture
def reporting(year):
    """The plan of B is accepted, that of A is not, and the report is out."""
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"目標": [FIRST, SECOND]})
    year.night()
    year.issue(REPORT)
    return year
