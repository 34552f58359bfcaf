"""Names that look the same are told apart by what nobody sees in them."""

import unicodedata

import pytest

from kusei_batch.core.text.lookalike import tell_apart

NFC = "見本区/区民課/ガイド.xlsx"
NFD = unicodedata.normalize("NFD", NFC)


@pytest.mark.parametrize(
    ("names", "hidden"),
    [
        ([NFC, NFD], ["ふつうの名前", "Macなど"]),
        (["様式.xlsx", "様\u200b式.xlsx"], ["ふつうの名前", "幅のない空白（U+200B）"]),
        (["様式.xlsx", "様\u202e式.xlsx"], ["ふつうの名前", "U+202E"]),
        (["様式 .xlsx", "様式  .xlsx"], ["ふつうの名前", "余分な空白"]),
        (["ガ.xlsx", unicodedata.normalize("NFD", "ガ.xlsx"), "ガ\u2060.xlsx"], ["ふつう", "Mac", "U+2060"]),
    ],
)
def test_names_that_look_the_same_are_told_apart(names, hidden):
    told = tell_apart(names)
    assert len(set(told)) == len(names)
    assert all(name in one and word in one for name, word, one in zip(names, hidden, told, strict=True))


def test_two_names_of_one_kind_are_numbered():
    both = ["ガグ.xlsx", unicodedata.normalize("NFD", "ガ") + "グ.xlsx", "ガ" + unicodedata.normalize("NFD", "グ.xlsx")]
    assert len({unicodedata.normalize("NFC", name) for name in tell_apart(both)}) == len(both)


def test_other_names_stay_as_they_are():
    assert tell_apart(["a.xlsx", "b.xlsx", "ａ.xlsx"]) == ["a.xlsx", "b.xlsx", "ａ.xlsx"]
