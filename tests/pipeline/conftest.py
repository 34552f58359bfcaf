import pytest

from tests.pipeline.desk import Desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "作業フォルダ")


@pytest.fixture
def issued(desk):
    desk.issue()
    return desk
