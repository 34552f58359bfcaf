"""Which pages the manual has, in the order of reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A page: its file in docs/ without `.md`, its name in the manual, and whom it is for in a line."""

    source: str
    name: str
    about: str

    @property
    def file(self) -> str:
        """The page's file in the manual."""
        return f"{self.name}.html"


# What docs/ has besides is English and for those who change the program: pipeline.md and analysis/.
PAGES: dict[str, tuple[ManualPage, ...]] = {
    "はじめて使うとき": (
        ManualPage("start", "自分の区で始める", "作業フォルダを作ってから、最初の会議資料ができるまで"),
        ManualPage("kit", "キット", "インターネットにつながらない Windows に置いて、ダブルクリックで使うとき"),
    ),
    "困ったとき": (
        ManualPage("problems", "確認事項の一覧", "画面や様式に出たコードの意味と、部署と事務局がすること"),
        ManualPage("cli", "コマンド", "全てのコマンドと、その指定"),
    ),
    "様式と資料を直すとき": (
        ManualPage("forms", "様式の作り方", "様式をExcelで作り、直すとき"),
        ManualPage("papers", "会議資料のひな形", "会議資料をWordで直すとき"),
        ManualPage("pages", "公表ページのひな形", "公表ページを直すとき"),
        ManualPage("letters", "通知と年間予定表", "依頼文、督促文などの通知を直すとき"),
        ManualPage("confirmation", "部長の確認", "部長に確認してもらう回を設けるとき"),
    ),
    "市と区、情報システムの担当": (
        ManualPage("city", "市と区", "区ごとに別のパソコンで使い、市がまとめるとき"),
        ManualPage("scale", "大きな市", "1台で足りなくなったとき"),
        ManualPage("dependencies", "依存するもの", "使っている部品とその使用条件"),
    ),
}
