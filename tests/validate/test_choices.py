"""Choices as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kusei_batch.core.form import Choice
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.validate.parse import ChoiceIndex, parse_choice, parse_choices, parse_yes_no

PLAIN = ChoiceIndex(
    (
        Choice("お知らせ"),
        Choice("電話対応", ("電話",)),
        Choice("庁舎案内"),
        Choice("対面対応", ("対面", "応対")),
        Choice("高齢・障害"),
        Choice("便利、快適/安全"),
    )
)
NUMBERED = ChoiceIndex(
    (Choice("①お知らせ"), Choice("②電話対応", ("電話",)), Choice("③庁舎案内"), Choice("④対面対応", ("対面",)))
)
NUMBERED_BY_ALIAS = ChoiceIndex(
    (
        Choice("お知らせ", ("①", "①お知らせ", "1")),
        Choice("電話対応", ("②", "②電話対応", "2", "電話")),
        Choice("庁舎案内", ("③", "③庁舎案内", "3")),
        Choice("対面対応", ("④", "④対面対応", "4", "対面")),
    )
)
NO_ALIAS = ChoiceIndex((Choice("電話対応"), Choice("対面対応"), Choice("庁舎案内")))


def one(text: str, index: ChoiceIndex = PLAIN) -> str | None:
    return parse_choice(text_cell(text), index)[0]


def several(text: str, index: ChoiceIndex = PLAIN) -> tuple[str, ...] | None:
    return parse_choices(text_cell(text), index)[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("電話対応", "電話対応"),
        (" 電話対応　", "電話対応"),
        ("電話 対応", "電話対応"),
        ("電話\n対応", "電話対応"),
        ("電話", "電話対応"),
        ("応対", "対面対応"),
        ("②電話対応", "電話対応"),
        ("(2)電話対応", "電話対応"),
        ("２．電話対応", "電話対応"),
        ("高齢障害", "高齢・障害"),
        ("高齢･障害", "高齢・障害"),
        ("電話対応。", "電話対応"),
    ],
)
def test_a_choice_is_found(text, value):
    assert one(text) == value


@pytest.mark.parametrize(
    "text", ["②", "2", "２", "(2)", "電話対応", "② 電話対応", "2電話対応", "２．電話対応", "②電話", "電話"]
)
def test_a_numbered_choice_is_found_by_number_or_name(text):
    assert one(text, NUMBERED) == "②電話対応"


def test_a_number_that_contradicts_the_name_is_not_guessed():
    assert one("③電話対応", NUMBERED) is None


def test_a_near_miss_is_suggested():
    value, note = parse_choice(text_cell("電話応対"), PLAIN)
    assert value is None
    assert note.code == "unknown-choice"
    assert note.params["hint"] == "もしかして「電話対応」ではありませんか。"
    assert parse_choice(text_cell("ご意見"), PLAIN)[1].params["hint"] == ""


def test_only_what_differs_is_told():
    assert parse_choice(text_cell("電話対応"), PLAIN)[1] is None
    assert parse_choice(text_cell("電話"), PLAIN)[1].code == "choice-read"


def test_several_where_one_is_wanted():
    value, note = parse_choice(text_cell("電話・対面"), PLAIN)
    assert value is None
    assert note.params["values"] == "電話対応、対面対応"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("電話対応", ("電話対応",)),
        ("電話対応、対面対応", ("電話対応", "対面対応")),
        ("電話・対面", ("電話対応", "対面対応")),
        ("電話・対面対応", ("電話対応", "対面対応")),
        ("電話・\n対面対応", ("電話対応", "対面対応")),
        ("対面/電話", ("対面対応", "電話対応")),
        ("対面，電話", ("対面対応", "電話対応")),
        ("電話 対面", ("電話対応", "対面対応")),
        ("電話と対面", ("電話対応", "対面対応")),
        ("電話及び対面対応", ("電話対応", "対面対応")),
        ("・電話\n・対面\n", ("電話対応", "対面対応")),
        ("②電話④対面", ("電話対応", "対面対応")),
        ("電話、電話対応", ("電話対応",)),
        ("高齢・障害", ("高齢・障害",)),
        ("高齢・障害・電話", ("高齢・障害", "電話対応")),
        ("便利、快適/安全、庁舎\n案内", ("便利、快適/安全", "庁舎案内")),
    ],
)
def test_several_choices_are_told_apart(text, values):
    assert several(text) == values


@pytest.mark.parametrize("text", ["電話・対面対応", "電話、対面対応", "電話と対面対応", "電話\n対面対応"])
def test_a_common_last_word_counts_for_all(text):
    assert several(text, NO_ALIAS) == ("電話対応", "対面対応")


def test_an_unknown_part_is_named():
    value, note = parse_choices(text_cell("電話、掲示"), PLAIN)
    assert value is None
    assert note.params["text"] == "掲示"


@pytest.mark.parametrize("text", ["はい", "○", "〇", "有", "yes", "ＹＥＳ", "TRUE", "1", "✓", "レ"])
def test_yes(text):
    assert parse_yes_no(text_cell(text))[0] is True


@pytest.mark.parametrize("text", ["いいえ", "×", "無", "なし", "No", "0", "☐"])
def test_no(text):
    assert parse_yes_no(text_cell(text))[0] is False


def test_booleans_and_the_rest():
    assert parse_yes_no(Cell(CellKind.BOOLEAN, "TRUE")) == (True, None)
    assert parse_yes_no(Cell(CellKind.BOOLEAN, "FALSE")) == (False, None)
    assert parse_yes_no(text_cell("たぶん"))[1].code == "not-yes-no"


@given(st.text() | st.text(alphabet="①②電話対応面・、/\n 2()と", max_size=30))
def test_nothing_typed_raises(text):
    for index in (PLAIN, NUMBERED, NO_ALIAS, ChoiceIndex(())):
        parse_choice(text_cell(text), index)
        parse_choices(text_cell(text), index)
    parse_yes_no(text_cell(text))


@given(
    st.lists(st.sampled_from(PLAIN.values), min_size=1, unique=True),
    st.sampled_from(["、", "・", "/", "\n", "，", "・\n", " "]),
)
def test_choices_joined_in_any_way_are_read_back(values, joint):
    assert several(joint.join(values)) == tuple(values)


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u2060", "\ufe0f", "\U000e0100", "\u3164", "\u2800"])
def test_what_nobody_sees_makes_no_other_choice_of_a_word(sign):
    index = ChoiceIndex((Choice("対面対応", ("応対",)), Choice("電話対応"), Choice("庁内体制")))
    value, note = parse_choice(text_cell(f"対面対応{sign}"), index)
    assert value == "対面対応"
    assert note.code == "choice-read"
    assert parse_choice(text_cell(sign.join("応対")), index)[0] == "対面対応"
    assert parse_choices(text_cell(f"電話{sign}・{sign}対面対応・{sign}"), index)[0] == ("電話対応", "対面対応")
    assert parse_yes_no(text_cell(f"は{sign}い"))[0] is True


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("庁\n内\n体\n制", ("庁内体制",)),
        ("庁 内　体\r\n制", ("庁内体制",)),
        ("電\n話\n・\n対\n面\n対\n応", ("電話対応", "対面対応")),
        ("庁\n内\n体\n制・電\n話\n対\n応", ("庁内体制", "電話対応")),
        ("電\n話\n対\n応\n庁\n内\n体\n制", ("電話対応", "庁内体制")),
        ("応\n対", ("対面対応",)),
        ("電話対応対面対応", ("電話対応", "対面対応")),
        ("電\n話\n対応応対", ("電話対応", "対面対応")),
    ],
)
def test_line_breaks_and_spaces_inside_a_word_do_not_matter(text, values):
    index = ChoiceIndex((Choice("対面対応", ("応対",)), Choice("電話対応"), Choice("庁内体制")))
    assert parse_choices(text_cell(text), index)[0] == values


def test_the_opposite_of_a_word_is_not_suggested():
    index = ChoiceIndex((Choice("達成"), Choice("一部達成"), Choice("未達成", ("未達",))))
    assert "「未達成」" in parse_choice(text_cell("末達成"), index)[1].params["hint"]
    index = ChoiceIndex((Choice("達成"), Choice("一部達成")))
    assert parse_choice(text_cell("末達成"), index)[1].params["hint"] == ""


@pytest.mark.parametrize("text", ["１　電話　２　対面", "② 対面", "(1) 電話対応", "1 電話\n2 対面"])
def test_the_number_of_a_list_is_no_choice_beside_the_name_of_another(text):
    for index in (NUMBERED, NUMBERED_BY_ALIAS):
        value, note = parse_choices(text_cell(text), index)
        assert (value, note.code) == (None, "unknown-choice")


@pytest.mark.parametrize(
    "text", ["2、4", "2 4", "2, 4", "2) 4", "2. 4.", "② ④", "2④", "② ④対面対応", "２　電話　４　対面", "2、対面"]
)
def test_numbers_of_choices_stay_choices(text):
    assert several(text, NUMBERED) == ("②電話対応", "④対面対応")
    assert several(text, NUMBERED_BY_ALIAS) == ("電話対応", "対面対応")


@pytest.mark.parametrize("text", ["2.4", "2:4", "(2)4", "②4", "24", "③電話対応", "3.電話"])
def test_of_numbers_that_could_be_others_none_is_dropped(text):
    for index in (NUMBERED, NUMBERED_BY_ALIAS):
        assert several(text, index) is None
        assert one(text, index) is None


def test_numbers_apart_are_not_joined_to_another():
    twelve = ChoiceIndex(tuple(Choice(f"{sign}番の窓口") for sign in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"))
    assert several("1 2", twelve) == ("①番の窓口", "②番の窓口")
    assert several("12", twelve) == ("⑫番の窓口",)


def test_a_number_with_decimals_is_no_number_of_a_list():
    index = ChoiceIndex((Choice("1.5倍"), Choice("2.0倍", ("2",))))
    assert one("1", index) is None
    assert (one("1.5倍", index), one("２", index)) == ("1.5倍", "2.0倍")
