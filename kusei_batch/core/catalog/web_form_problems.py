"""Problems of Webフォームの回答: exports that are taken in like a workbook, and the list 取込 they are read by."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MASTER: dict[str, CatalogEntry] = {
    "import-unknown-taking": CatalogEntry(
        "error",
        "「{sheet}」の取り込み方「{value}」は使えません。",
        "{hint}。使える言葉に直してください。",
    ),
    "import-incomplete": CatalogEntry(
        "error",
        "「{sheet}」の{heading}が空です（取り込み方は「{taking}」）。",
        "{heading}を書いてください。使わない行なら、行ごと消してください。",
    ),
    "import-unknown-name": CatalogEntry(
        "error",
        "「{sheet}」の見出し「{heading}」の行にある「{name}」は、様式の表、項目、行のどれにもありません。",
        "様式の _項目 に書いた表と項目の名前、行は一覧のIDか印字された文で書いてください。",
    ),
    "import-unknown-form": CatalogEntry(
        "warning",
        "「{sheet}」の様式「{name}」のひな形がありません。",
        "{hint}。様式IDを書いてください。",
    ),
}

FILES: dict[str, CatalogEntry] = {
    "web-form-unreadable": CatalogEntry(
        "error",
        "CSVを読み取れません（{detail}）。",
        "Webフォームから書き出し直し、Excelで開いて保存し直さずに、そのまま受付フォルダに入れてください。",
        "書き出しの途中で切れたもの、別の種類のファイルに「.csv」の名前を付けたものなどです。",
        about="handling",
        summary="読み取れないCSV",
    ),
    "web-form-unknown": CatalogEntry(
        "error",
        "CSVの見出しが、マスタ.xlsx の「取込」と合いません（{detail}）。",
        "このアンケートの回答を書き出したCSVかどうかを確かめてください。Webフォームの設問を変えたときは、事務局が「取込」の見出しを書き直すと、次の夜間処理が読み直します。",
        "中身は控えに残していません。",
        about="handling",
        summary="別のWebフォームのCSV",
    ),
    "web-form-no-folder": CatalogEntry(
        "error",
        "CSVには管理番号がないので、どの部署の回答か分かりません。",
        "受付フォルダの中の、その部署のフォルダに入れてください。",
        "中身は控えに残していません。",
        about="handling",
        summary="部署のフォルダに入っていないCSV",
    ),
    "web-form-no-sheet": CatalogEntry(
        "error",
        "この部署には、様式「{form}」を配っていません。",
        "部署のフォルダを間違えていないか確かめてください。配る部署を増やすときは、config.toml の departments（シート「回」なら「配る部署」）に加えて kusei issue で配ります。",
        about="handling",
        summary="様式を配っていない部署のCSV",
    ),
    "web-form-heading-missing": CatalogEntry(
        "error",
        "CSVに、見出し「{heading}」の列がありません。{hint}",
        "Webフォームで見出しが変わったのなら、マスタ.xlsx の「取込」の見出しを新しいものに書き直してください。次の夜間処理が読み直します。書き出しで列を落としたのなら、書き出し直してください。",
        about="handling",
        summary="CSVに足りない見出し",
    ),
    "web-form-heading-new": CatalogEntry(
        "warning",
        "CSVの見出し「{heading}」は「取込」にないので、この列は取り込まず、控えにも残しません。",
        "取り込むなら、マスタ.xlsx の「取込」に行を足してください。要らないものや個人情報の列なら、取り込み方を「使わない」として足すと、次から知らせません。",
        about="handling",
        summary="「取込」にないCSVの見出し",
    ),
    "web-form-heading-twice": CatalogEntry(
        "error",
        "CSVに、同じ見出し「{heading}」の列が{count}つあります。どちらの答えか分からないので、取り込みません。",
        "Webフォームの設問か、CSVの1行目の見出しを、違う言葉（「Q1 その他」「Q2 その他」など）に直してください。見出しを直したら、「取込」の見出しも同じにします。",
        about="handling",
        summary="CSVに二つある見出し",
    ),
    "web-form-moment-unread": CatalogEntry(
        "error",
        "見出し「{heading}」の「{word}」などから、いつの回答か分かりません（{lines}）。どの回の答えか決められないので、取り込みません。",
        "「2026/9/7 10:23」の形で書き出してください。「9/7/26」のような書き方は、日と年を取り違えるので読みません。行の途中で改行されて二つに分かれていれば、書き出し直してください。",
        about="handling",
        summary="受付日時の読めない回答",
    ),
    "web-form-word-unknown": CatalogEntry(
        "error",
        "見出し「{heading}」の答え「{word}」（{count}件。{lines}）を、どこに数えるか分かりません。",
        "マスタ.xlsx の「取込」のこの見出しの行の「言いかえ」に、「{word}＝（項目の名前）」と書き足してください。次の夜間処理が読み直します。{hint}",
        about="handling",
        summary="数える先の分からない答え",
    ),
    "web-form-read": CatalogEntry(
        "info",
        "CSVの{lines}行のうち、{counted}件の答えを数えました{left}。",
        "何もする必要はありません。回答が増えたら、書き出し直したCSVを入れると、後のものに替わります。",
        about="handling",
    ),
    "web-form-drops": CatalogEntry(
        "warning",
        "前に受け取ったCSV「{before}」にあった回答のうち、{count}件が、このCSVにはありません。数えているのは、このCSVの回答だけです。",
        "窓口ごとなどで、回答が別々のCSVに分かれているときは、一つのCSVにまとめて入れ直してください。取り消した回答なら、何もする必要はありません。",
        about="handling",
        summary="前のCSVにあって、新しいCSVにない回答",
    ),
    "web-form-twice": CatalogEntry(
        "warning",
        "同じ回答のCSVを、「{department}」の回答としても数えています。",
        "どちらの部署の回答かを確かめてください。間違えて入れたほうの部署からは、その部署のCSVか様式を入れ直してください。それまで、両方の部署に数えます。",
        about="handling",
        summary="二つの部署に数えているCSV",
    ),
    "web-form-replaces": CatalogEntry(
        "error",
        "ブックで受理した「{sheet_id}」の内容を、CSVで差し替えませんでした。",
        "差し替える場合は、決定.xlsx のシート「提出の確認」のこのファイルの行に「受け付ける」と書いてください。ブックに書かれた配布数や理由は、CSVにはありません。",
        "受理した内容は、もとのまま数えています。",
        about="handling",
        summary="ブックで受理したものと差し替えなかったCSV",
        sender="差し替えるつもりだったときは、事務局に伝えてください。",
    ),
}
