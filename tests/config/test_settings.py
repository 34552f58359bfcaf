"""config.toml: every fault at once, with its line, in Japanese."""

import pytest

from kusei_batch.config.settings import read_settings

GOOD = """\
city = "見本市"
fiscal_year = "令和8年度"

[folders]
inbox = "inbox"

[[rounds]]
name = "一回目"
form = "様式"
opens = 2026-04-01
due = 2026-04-24
[[rounds.papers]]
template = "資料.docx"
name = "資料"

[[rounds]]
name = "二回目"
form = "様式"
opens = 2026-10-01
due = 2026-10-23
"""


def read(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def faults(tmp_path, text):
    settings, problems = read(tmp_path, text)
    assert settings is None
    return {(p.code, p.location.file, p.location.field): p for p in problems}


def test_good_settings_are_read(tmp_path):
    settings, problems = read(tmp_path, GOOD)
    assert problems == []
    assert settings.fiscal_year == 2026
    assert [r.name for r in settings.rounds] == ["一回目", "二回目"]
    assert settings.folders.state == ".kusei"


def test_a_byte_order_mark_of_notepad_does_no_harm(tmp_path):
    assert read(tmp_path, "\ufeff" + GOOD)[1] == []


def test_every_fault_is_told_at_once_with_its_line(tmp_path):
    text = GOOD.replace("fiscal_year = ", "fiscalyear = ").replace("due = 2026-10-23", 'due = "あさって"')
    found = faults(tmp_path, text)
    assert set(found) == {
        ("config-unknown-key", "config.toml（2行目）", "fiscalyear"),
        ("config-missing-key", "config.toml", "fiscal_year"),
        ("config-bad-value", "config.toml（20行目）", "rounds[2].due"),
    }
    assert "もしかして: fiscal_year" in found["config-unknown-key", "config.toml（2行目）", "fiscalyear"].message


def test_a_misspelt_key_in_a_nested_table_is_found_in_its_line(tmp_path):
    found = faults(tmp_path, GOOD.replace('template = "資料.docx"', 'tempalte = "資料.docx"'))
    assert ("config-unknown-key", "config.toml（13行目）", "rounds[1].papers[1].tempalte") in found


def test_a_slip_of_syntax_is_told_with_its_line(tmp_path):
    found = faults(tmp_path, GOOD.replace('"見本市"', '"見本市'))
    assert [key[:2] for key in found] == [("config-syntax", "config.toml（1行目）")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"二回目"', '"一回目"', "config-duplicate-round"),
        ("due = 2026-10-23", "due = 2026-09-23", "config-due-before-opening"),
        ('"令和8年度"', '"八年"', "config-bad-value"),
        ('city = "見本市"', 'city = ""', "config-bad-value"),
        ("[folders]", "[foldres]", "config-unknown-key"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, old, new, code):
    assert code in {key[0] for key in faults(tmp_path, GOOD.replace(old, new))}


def test_a_file_in_another_encoding_or_none_at_all_is_told(tmp_path):
    (tmp_path / "config.toml").write_bytes(GOOD.encode("cp932"))
    assert [p.code for p in read_settings(tmp_path / "config.toml")[1]] == ["config-encoding"]
    assert [p.code for p in read_settings(tmp_path / "none.toml")[1]] == ["config-missing"]


def test_every_message_can_be_printed(tmp_path):
    for text in ("x", GOOD.replace("city", "cty"), GOOD.replace("2026-04-24", "1"), "rounds = 3"):
        for problem in read(tmp_path, text)[1]:
            assert problem.message
            assert problem.remedy
