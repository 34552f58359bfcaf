"""config.toml: every fault at once, with its line, in Japanese."""

import re
import unicodedata

import pytest

from kusei_batch.config.settings_reading import read_settings

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
    _, problems = read(tmp_path, text)
    assert problems
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
    assert "もしかして：fiscal_year" in found["config-unknown-key", "config.toml（2行目）", "fiscalyear"].message


def test_a_misspelt_key_in_a_nested_table_is_found_in_its_line(tmp_path):
    found = faults(tmp_path, GOOD.replace('template = "資料.docx"', 'tempalte = "資料.docx"'))
    assert ("config-unknown-key", "config.toml（13行目）", "rounds[1].papers[1].tempalte") in found


def test_a_slip_of_syntax_is_told_with_its_line(tmp_path):
    found = faults(tmp_path, GOOD.replace('"見本市"', '"見本市'))
    assert [key[:2] for key in found] == [("config-unclosed", "config.toml（1行目）")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"二回目"', '"一回目"', "config-duplicate-round"),
        ('"二回目"', '"目標（部長確認）"', "config-confirmation-name"),
        ('"二回目"', '"目標 (部長確認)"', "config-confirmation-name"),
        ("due = 2026-10-23", "due = 2026-09-23", "config-due-before-opening"),
        ('"令和8年度"', '"八年"', "config-bad-value"),
        ('city = "見本市"', 'city = ""', "config-value-blank"),
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


@pytest.mark.parametrize(
    ("key", "line", "old"),
    [
        ("rounds[1].name", 8, 'name = "一回目"'),
        ("rounds[1].form", 9, 'form = "様式"'),
        ("rounds[1].papers[1].template", 13, 'template = "資料.docx"'),
        ("rounds[1].papers[1].name", 14, 'name = "資料"'),
    ],
)
@pytest.mark.parametrize(
    "bad", ["../外", "a\\\\b", "表:裏", "*", "a?", "a|b", "<a>", 'a\\"b', "a\\u0007b", ".", "..", "con"]
)
def test_a_name_that_would_not_be_one_file_is_refused_with_its_line(tmp_path, key, line, old, bad):
    found = faults(tmp_path, GOOD.replace(old, f'{old.split(" ")[0]} = "{bad}"', 1))
    problem = found["config-bad-name", f"config.toml（{line}行目）", key]
    assert "使わず" in problem.remedy
    assert problem.message.isprintable()


def test_a_key_is_told_in_words_with_a_line_that_may_be_written(tmp_path):
    text = GOOD.replace("due = 2026-04-24\n", "", 1).replace('name = "資料"\n', "", 1)
    found = {problem.location.field: problem for problem in read(tmp_path, text)[1]}
    assert found["rounds[1].due"].message == "回「一回目」の「due」の行がありません。"
    assert found["rounds[1].due"].remedy == 'config.toml に due = "4月24日" のような行を書き加えてください。'
    assert found["rounds[1].papers[1].name"].message == "回「一回目」の1番目の会議資料の「name」の行がありません。"


def test_one_round_has_one_paper_of_a_name(tmp_path):
    text = GOOD.replace('name = "資料"\n', 'name = "資料A"\n[[rounds.papers]]\ntemplate = "別.docx"\nname = "資料a"\n')
    assert list(faults(tmp_path, text)) == [
        ("config-duplicate-paper", "config.toml（17行目）", "rounds[1].papers[2].name")
    ]


def test_two_rounds_may_each_have_a_paper_of_that_name(tmp_path):
    more = '[[rounds.papers]]\ntemplate = "資料.docx"\nname = "資料"\n'
    assert read(tmp_path, GOOD + more)[1] == []


def test_a_folder_may_be_absolute(tmp_path):
    settings, problems = read(tmp_path, GOOD.replace('inbox = "inbox"', r"inbox = '\\server\共有\inbox'"))
    assert problems == []
    assert settings.folders.inbox == r"\\server\共有\inbox"


def test_a_backslash_that_became_a_tab_is_told_with_how_to_write_it(tmp_path):
    found = faults(tmp_path, GOOD.replace('inbox = "inbox"', r'inbox = "C:\temp"'))
    problem = found["config-bad-folder", "config.toml（5行目）", "folders.inbox"]
    assert "'C:" in problem.remedy


ERAS = """
[[eras]]
name = "令和"
letter = "R"
start = 2019-05-01
[[eras]]
name = "新"
letter = "X"
start = 2030-05-01
"""


@pytest.mark.parametrize("year", ["新2", "X2", "新2年度", "令和13"])
def test_a_fiscal_year_may_be_of_any_era_in_the_table(tmp_path, year):
    text = GOOD.replace("令和8年度", year) + ERAS
    settings, problems = read(tmp_path, text)
    assert problems == []
    assert settings.fiscal_year == 2031


def test_an_era_that_is_not_in_the_table_is_no_fiscal_year(tmp_path):
    text = GOOD.replace("令和8年度", "平成31年度") + ERAS
    assert ("config-bad-value", "config.toml（2行目）", "fiscal_year") in faults(tmp_path, text)


@pytest.mark.parametrize("old", ["2026-04-01", '"令和8年度"'])
def test_a_date_before_the_first_era_is_told(tmp_path, old):
    new = {"2026-04-01": "2018-04-01", '"令和8年度"': "2018"}[old]
    found = faults(tmp_path, GOOD.replace(old, new) + ERAS)
    assert [key[0] for key in found] == ["config-era-missing"]
    assert faults(tmp_path, "eras = []\n" + GOOD)


def test_a_file_that_cannot_be_opened_is_told(tmp_path):
    (tmp_path / "config.toml").mkdir()
    (problem,) = read_settings(tmp_path / "config.toml")[1]
    assert problem.code == "config-unreadable"
    assert problem.remedy


@pytest.mark.parametrize("written", ['"R8.4.24"', '"令和8年4月24日"', '"2026-04-24"', "2026-04-24"])
def test_a_day_may_be_quoted_as_people_write_it(tmp_path, written):
    settings, problems = read(tmp_path, GOOD.replace("2026-04-24", written))
    assert problems == []
    assert settings.rounds[0].due.isoformat() == "2026-04-24"


@pytest.mark.parametrize("written", ["R8.4.24", "令和8年4月24日", "R8-4-24", "2026/4/24", "8.4.24"])
def test_a_day_without_quotes_is_told_with_how_to_write_it(tmp_path, written):
    (problem,) = faults(tmp_path, GOOD.replace("2026-04-24", written)).values()
    assert (problem.code, problem.location.file) == ("config-bare-date", "config.toml（11行目）")
    assert "2026-04-24" in problem.remedy


@pytest.mark.parametrize("written", [r'"\\server\共有"', r'"C:\受付\inbox"', r'"C:\Users\inbox"'])
def test_a_backslash_between_double_quotes_is_told_with_how_to_write_it(tmp_path, written):
    (problem,) = faults(tmp_path, GOOD.replace('"inbox"', written)).values()
    assert (problem.code, problem.location.file) == ("config-backslash", "config.toml（5行目）")
    assert "' '" in problem.remedy


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("2030-05-01", "2019-05-01", "eras[2].start"),
        ('"X"', '"R"', "eras[2].letter"),
        ('"新"', '"令和"', "eras[2].name"),
    ],
)
def test_two_eras_have_nothing_in_common(tmp_path, old, new, key):
    found = faults(tmp_path, GOOD + ERAS.replace(old, new))
    assert [(code, field) for code, _, field in found] == [("config-duplicate-era", key)]


def test_a_table_without_eras_is_told(tmp_path):
    ((code, _, field),) = faults(tmp_path, "eras = []\n" + GOOD)
    assert (code, field) == ("config-bad-value", "eras")


def test_days_may_be_written_without_their_year(tmp_path):
    text = GOOD.replace("opens = 2026-04-01\ndue = 2026-04-24", 'opens = "4月1日"\ndue = "03-12"')
    settings, problems = read(tmp_path, text)
    assert problems == []
    assert (str(settings.rounds[0].opens), str(settings.rounds[0].due)) == ("2026-04-01", "2027-03-12")
    later = read(tmp_path, text.replace("令和8年度", "令和9年度"))[0]
    assert str(later.rounds[0].due) == "2028-03-12"


@pytest.mark.parametrize("written", ['due = "4月31日"', 'due = "4月24日（木）"', 'due = "令和8年4月24日(木)"'])
def test_a_day_that_is_none_is_told_with_how_it_may_be_written(tmp_path, written):
    found = faults(tmp_path, GOOD.replace("due = 2026-04-24", written))
    ((_, problem),) = found.items()
    assert problem.code == "config-bad-value"
    assert "4月1日" in problem.remedy + problem.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('city = "見本市"', 'city ＝ "見本市"', "config-full-width"),
        ('city = "見本市"', "city = “見本市”", "config-full-width"),
        ('city = "見本市"', 'city　= "見本市"', "config-full-width"),
        ("[[rounds]]", "［［rounds］］", "config-full-width"),
        ('city = "見本市"', "city = 見本市", "config-unquoted"),
        ('city = "見本市"', "city = None", "config-unquoted"),
        ('city = "見本市"', 'city = "見本市', "config-unclosed"),
        ('city = "見本市"', "city = '見本市", "config-unclosed"),
        ('city = "見本市"', 'city = "見本市"\ncity = "別の市"', "config-twice"),
        ("due = 2026-10-23", 'due = 2026-10-23\n[folders]\ninbox = "x"\n[folders]', "config-twice"),
        ('city = "見本市"', '市名 = "見本市"', "config-key-not-latin"),
        ("due = 2026-10-23", "due = 10月23日", "config-bare-date"),
        ("due = 2026-10-23", "due = 2026-10-23\nworkers = " + "9" * 5000, "config-unreadable-text"),
        ("due = 2026-10-23", "due = 2026-10-23\nx = " + "[" * 5000, "config-unreadable-text"),
    ],
)
def test_a_slip_of_syntax_is_told_for_what_it_is(tmp_path, old, new, code):
    ((found, place, _),) = faults(tmp_path, GOOD.replace(old, new, 1))
    assert found == code
    assert place.startswith("config.toml")


@pytest.mark.parametrize("written", ['"今年"', "8", "true", "2026.0"])
def test_days_without_a_year_are_not_blamed_for_a_year_that_cannot_be_read(tmp_path, written):
    text = GOOD.replace("opens = 2026-04-01", 'opens = "4月1日"').replace("due = 2026-04-24", 'due = "2月29日"')
    text = re.sub(r"(?m)^fiscal_year = .*$", f"fiscal_year = {written}", text)
    assert [field for _, _, field in faults(tmp_path, text)] == ["fiscal_year"]


@pytest.mark.parametrize("name", ["一回目 ", "一 回目", "一回目\u200b", "一回目\u3000"])
def test_two_rounds_that_look_of_one_name_are_told(tmp_path, name):
    found = faults(tmp_path, GOOD.replace('"二回目"', f'"{name}"'))
    assert [code for code, *_ in found] == ["config-duplicate-round"]


def test_two_rounds_whose_names_are_composed_in_two_ways_are_told(tmp_path):
    text = GOOD.replace('"一回目"', '"ガイド"').replace('"二回目"', f'"{unicodedata.normalize("NFD", "ガイド")}"')
    assert [code for code, *_ in faults(tmp_path, text)] == ["config-duplicate-round"]


def test_files_are_read_on_this_machine_unless_a_cluster_is_named(tmp_path):
    assert read(tmp_path, GOOD)[0].engine.kind == "local"
    settings, problems = read(tmp_path, GOOD + '[engine]\nkind = "dask"\nscheduler = "tls://10.1.2.3:8786"\n')
    assert (problems, settings.engine.kind, settings.engine.scheduler) == ([], "dask", "tls://10.1.2.3:8786")


@pytest.mark.parametrize(
    ("lines", "code", "field"),
    [
        ('kind = "dask"', "config-missing-key", "engine.scheduler"),
        ('kind = "spark"', "config-bad-value", "engine.kind"),
        ('kind = "dask"\nscheduler = "10.1.2.3:8786"', "config-bad-value", "engine.scheduler"),
        ('kind = "dask"\nscheduler = "tcp://10.1.2.3"', "config-bad-value", "engine.scheduler"),
        ('kind = "dask"\nshceduler = "tcp://10.1.2.3:8786"', "config-unknown-key", "engine.shceduler"),
    ],
)
def test_a_faulty_engine_is_told_once_and_the_night_runs_on_this_machine(tmp_path, lines, code, field):
    settings, problems = read(tmp_path, GOOD + f"[engine]\n{lines}\n")
    assert [(p.code, p.location.field) for p in problems] == [(code, field)]
    assert settings.engine.kind == "local"


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ('wards = "学校"', "config-unknown-key", "もしかして：ward"),
        ('"区" = "学校"', "config-unknown-key", "「区」"),
        ('division = ""', "config-word-blank", "その行を消してください"),
        ("section = 3", "config-bad-value", "引用符"),
    ],
)
def test_a_slip_in_the_words_of_an_office_is_told(tmp_path, line, code, told):
    (problem,) = read(tmp_path, GOOD + f"\n[words]\n{line}\n")[1]
    assert problem.code == code
    assert told in problem.message + problem.remedy


def test_an_office_need_not_say_what_its_work_is(tmp_path):
    settings, problems = read(tmp_path, GOOD + '\n[words]\nwork = ""\n')
    assert (problems, settings.words.own().named()) == ([], {"区": "区", "部": "部", "部署": "部署", "取組": ""})
