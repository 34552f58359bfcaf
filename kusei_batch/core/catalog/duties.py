"""Who does what about the codes of each section, and why they come up where the code itself does not say it."""

from __future__ import annotations

FILES, CONTENT, ISSUED = "ファイル", "記入内容", "配った行と写した値"
# In whose hands the codes of each section are, for the head of its part of the manual.
SECTION_DUTIES = {
    "設定とマスタ": "`kusei doctor` と夜間処理が、config.toml、マスタ.xlsx、決定.xlsx と台帳を調べて示します。直すのは事務局です。",
    "様式のひな形": "`kusei form check` と `kusei doctor` が、様式のひな形を調べて示します。直すのは、様式を作る人です。",
    "資料のひな形": "`kusei doctor` が、会議資料、公表ページ、通知のひな形を調べて示します。直すのは、ひな形を作る人です。",
    FILES: "受付フォルダのファイルについて示します。受け取れないファイルは、事務局が部署に伝え、部署が出し直します。",
    CONTENT: "記入された内容について示します。エラーのある様式は差し戻すので、部署が直して出し直します。",
    ISSUED: "配った行や写した値が、書き換えられたときなどに示します。部署が直して出し直すか、事務局が部署に確かめます。",
    "統計表の点検": "`kusei lint-table` が、公表する表を調べて示します。直すのは、その表を作る人です。",
}
WHY = {
    "設定とマスタ": "書き間違い、書き忘れ、ほかの場所との食い違いがあるときに出ます。",
    "様式のひな形": "ひな形の目印（{{…}}）や定義シートの書き方が、決まりと違うときに出ます。",
    "資料のひな形": "ひな形の印や、config.toml の資料とページの書き方が、決まりと違うときに出ます。",
    FILES: "受付フォルダに置かれたファイルを、読む前か、読むときに確かめて出します。",
    CONTENT: "記入された内容を、様式の定義（型、必須、条件、範囲）と比べて出します。",
    ISSUED: "配ったときの行や値と、提出されたものを比べて出します。",
    "統計表の点検": "総務省の「機械判読可能なデータの表記方法の統一ルール」に合わないところがあるときに出ます。",
}
NEXT = {
    "設定とマスタ": "直したら kusei doctor で点検します。直るまで、この設定を使うものだけが作られません。",
    "様式のひな形": "直したら kusei form check で点検します。配った後に直すときは、版を新しくします。",
    "資料のひな形": "直したら kusei doctor で点検します。直るまで、この資料やページだけが作られません。",
    "統計表の点検": "直したら kusei lint-table で、もう一度点検します。",
    FILES: "それまで、このファイルの分は数えません。",
}
# Codes of files that the office itself sees to: folders, the night, choices it has to make, other systems' files.
OFFICE_CODES = frozenset({
    "as-of-before-last-run", "confirmation-declined", "file-locked", "folder-unreadable", "kept-form-lost",
    "last-run-unfinished", "leftover-kept", "not-a-file", "oversized-hand-up", "reader-failed", "seal-missing-elsewhere",
    "seal-missing-replaces", "sheet-of-another", "sheet-of-ward",
})  # fmt: skip
OFFICE_BEGINNINGS = ("admission-", "answer-", "hand-up-", "web-form-")
