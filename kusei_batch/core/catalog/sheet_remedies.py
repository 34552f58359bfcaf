"""What to do about a fault of a setting that stands in a sheet of the master, where config.toml's remedy is another."""

from __future__ import annotations

IN_SHEETS: dict[str, str] = {
    "config-unknown-key": "項目の名前を直すか、その行を消してください。ほかの設定は config.toml に書きます。",
    "config-missing-key": "シート「{sheet}」の「{heading}」に書いてください。",
    "config-duplicate-round": (
        "回ごとに違う名前を付けてください。config.toml の [[rounds]] にも同じ回があれば、どちらか一方を消します。"
    ),
    "config-confirmation-name": (
        "「{suffix}」の付かない名前にしてください。部長の確認を求めるときは、確認する回の「部長の確認」に 部長確認 と書きます。"
    ),
    "config-form-missing": "「{heading}」をひな形の名前に直すか（.xlsx は書きません）、その名前のひな形を置いてください。",
    "config-unknown-department": (
        "部署コード、課名か種別に直し、「、」で区切ってください。全ての部署に配る回なら、「{heading}」を空欄にします。"
    ),
    "config-level-empty": (
        "シート「部署」に、その単位のコードを「区コード」に書いた部署を加えるか、「{heading}」を直してください。"
    ),
    "config-paper-missing": "「{heading}」を直すか、ひな形を置いてください。終わりの .docx まで書きます。",
    "config-page-missing": "「{heading}」を直すか、ひな形を置いてください。終わりの .html まで書きます。",
    "paper-each-unknown-list": "「{heading}」を、一覧の名前か、「部署」「部」に直してください。",
    "paper-rows-unread": "「{heading}」を「決定 = 推薦する」のように、その一覧の見出しを使って書いてください。",
    "paper-without-date": "シート「資料」の「会議の日」に書いてください。その日を過ぎた資料は書き換えません。",
    "page-without-date": "シート「ページ」の「公表する日」に書いてください。",
    "meeting-before-due": "提出期限を変えたときは、シート「資料」の「会議の日」も直してください。",
    "page-before-meeting": "決定の後の日になるように、シート「ページ」の「公表する日」を直してください。",
    "page-without-contact": (
        "シート「ページ」の「問合せ先」に書いてください。空欄のページには、シート「区」か「設定」の「問合せ先」を載せます。"
    ),
    "issue-after-due": (
        "期限の書き違いなら、シート「回」の「提出期限」を直し、--again を付けて発行し直してください（管理番号は変わりません）。"
        "遅れて加わった部署などに、分かったうえで配るのであれば、このままで構いません。"
    ),
    "round-outside-year": "年度を変えたときは、{key}も直してください。",
}
