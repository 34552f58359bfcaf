"""Whatever lies in the inbox is read, or passed over for a reason that is told."""

from __future__ import annotations

import os
import time
import unicodedata

import pytest

from kusei_batch.collect.inbox import OTHER_KINDS, find_files, is_handed_in
from kusei_batch.core.problem import Severity
from kusei_batch.errors import CannotRunError
from tests.xlsx.handmade import handmade

LATER = time.time() + 3600
WHOLE = handmade("")


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(inbox, path, content=WHOLE):
    file = inbox / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def seen(inbox, now=LATER):
    return {found.path: found.skip.code if found.skip else None for found in find_files(inbox, now)}


@pytest.mark.parametrize(
    "name",
    ["a.xlsx", "A.XLSX", "a.ｘｌｓｘ", "a - コピー (1).xlsx", "最新版.xlsx", unicodedata.normalize("NFD", "ガイド.xlsx"),
     "~最終~目標設定.xlsx", "~a.xls", "～最終～.xlsx", "~a.tmp.xlsx", "a.xls", "a.xlsm", "a.xlsb", "a.ods", "a.xlsx ", "a.xlsx - コピー", "名前だけ", "a.xlsx.最新", "a.pdf"],
)  # fmt: skip
def test_workbooks_are_read_whatever_they_are_called(inbox, name):
    put(inbox, name)
    assert seen(inbox) == {name: None}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("~$R08_目標設定_1303_区民課.xlsx", "owner-file"),
        (".~lock.a.xlsx#", "owner-file"),
        ("a.xlsx.tmp", "temporary-file"),
        ("~WRL0001.tmp", "temporary-file"),
        ("~12AB34CD", "temporary-file"),
        ("未確認 12345.crdownload", "temporary-file"),
        ("a.xlsx.partial", "temporary-file"),
        ("._a.xlsx", "hidden-file"),
        (".a.xlsx", "hidden-file"),
        ("参考.pdf", "other-kind-of-file"),
        ("一覧.tsv", "other-kind-of-file"),
        ("送付状.docx", "other-kind-of-file"),
        ("名前だけ", "other-kind-of-file"),
        ("~最終~.pdf", "other-kind-of-file"),
        ("写真.JPG", "other-kind-of-file"),
        ("a.xlsx.lnk", "shortcut-file"),
        ("様式.url", "shortcut-file"),
        ("目標設定.zip", "compressed-file"),
        ("目標設定.ＬＺＨ", "compressed-file"),
        ("目標設定の提出.msg", "mail-file"),
        ("目標設定.eml", "mail-file"),
    ],
)
def test_other_files_are_passed_over_with_the_reason(inbox, name, code):
    # Of a zip archive only the name can tell that it is no workbook; of the others the content does.
    put(inbox, name, b"%PDF-1.7 or whatever" if code in OTHER_KINDS and not name.endswith((".docx", ".zip")) else WHOLE)
    assert seen(inbox) == {name: code}
    (found,) = find_files(inbox, LATER)
    assert found.skip.message
    assert found.skip.severity is (Severity.WARNING if code in OTHER_KINDS else Severity.INFO)
    assert is_handed_in(found.skip) is (code in OTHER_KINDS)


@pytest.mark.parametrize("name", ["desktop.ini", "Thumbs.db", ".DS_Store", "__MACOSX/._a.xlsx", ".Trash/a.xlsx"])
def test_what_the_system_puts_there_is_not_mentioned(inbox, name):
    put(inbox, name)
    assert seen(inbox) == {}


def test_files_are_found_at_any_depth_in_a_stable_order(inbox):
    paths = ["幸区/区民課/a.xlsx", "b.xlsx", "幸区/a.xlsx", "a/b/c/d/e/f.xlsx"]
    for path in paths:
        put(inbox, path)
    assert [found.path for found in find_files(inbox, LATER)] == sorted(paths)


def test_links_are_not_followed(inbox, tmp_path):
    outside = put(tmp_path, "outside/a.xlsx")
    (inbox / "file.xlsx").symlink_to(outside)
    (inbox / "folder").symlink_to(outside.parent)
    (inbox / "loop").symlink_to(inbox)
    assert seen(inbox) == {
        "file.xlsx": "link-not-followed",
        "folder": "link-not-followed",
        "loop": "link-not-followed",
    }


@pytest.mark.skipif(os.name == "nt", reason="no pipes among files there")
def test_a_pipe_does_not_stop_the_night(inbox):
    os.mkfifo(inbox / "a.xlsx")
    assert seen(inbox) == {"a.xlsx": "not-a-file"}


@pytest.mark.skipif(os.name == "nt", reason="names there are always text")
def test_a_name_in_another_encoding_is_told(inbox):
    (inbox / os.fsdecode("区民課.xlsx".encode("cp932"))).write_bytes(WHOLE)
    assert list(seen(inbox).values()) == ["unreadable-name"]
    assert next(iter(seen(inbox))).encode()


class TestStillBeingWritten:
    def test_a_whole_workbook_is_read_at_once(self, inbox):
        put(inbox, "a.xlsx")
        assert seen(inbox, time.time()) == {"a.xlsx": None}

    # Named, since the archive holds the time of day and workers must collect the same tests.
    @pytest.mark.parametrize(
        "content", [b"", WHOLE[:-30], WHOLE[:100], b"\0" * 5000], ids=["nothing", "no end", "a start", "zeros"]
    )
    def test_a_young_file_cut_short_waits(self, inbox, content):
        put(inbox, "a.xlsx", content)
        assert seen(inbox, time.time()) == {"a.xlsx": "still-being-written"}

    def test_an_old_file_cut_short_is_read_and_refused_there(self, inbox):
        put(inbox, "a.xlsx", WHOLE[:-30])
        assert seen(inbox) == {"a.xlsx": None}

    def test_an_old_empty_file_is_told(self, inbox):
        put(inbox, "a.xlsx", b"")
        assert seen(inbox) == {"a.xlsx": "zero-bytes"}
        assert find_files(inbox, LATER)[0].skip.severity is Severity.WARNING

    def test_a_young_picture_is_not_waited_for(self, inbox):
        put(inbox, "a.xlsx", b"\x89PNG\r\n\x1a\n" + b"x" * 1000)
        assert seen(inbox, time.time()) == {"a.xlsx": None}

    def test_a_copy_of_an_old_file_is_still_young(self, inbox):
        file = put(inbox, "a.xlsx", WHOLE[:-30])
        os.utime(file, (0, 0))
        assert seen(inbox, time.time()) == {"a.xlsx": "still-being-written"}


def test_an_inbox_that_is_not_there_stops_the_run(inbox):
    with pytest.raises(CannotRunError):
        find_files(inbox / "missing", LATER)


def test_a_folder_that_cannot_be_opened_is_told(inbox, monkeypatch):
    put(inbox, "closed/a.xlsx")
    put(inbox, "open/a.xlsx")
    plain = os.open

    def refuse(name, *args, **kwargs):
        if os.fspath(name).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return plain(name, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    assert seen(inbox) == {"closed": "folder-unreadable", "open/a.xlsx": None}


def test_what_is_larger_than_the_settings_allow_is_passed_over_unread_with_both_sizes(inbox):
    put(inbox, "大きい.xlsx", WHOLE + bytes(2 << 20))
    put(inbox, "普通.xlsx", WHOLE)
    large, usual = find_files(inbox, LATER, largest=1 << 20)
    assert (large.skip.code, usual.skip) == ("oversized-workbook", None)
    assert "2MBあり、1MBを超えています" in large.skip.message
    assert find_files(inbox, LATER, largest=4 << 20)[0].skip is None
