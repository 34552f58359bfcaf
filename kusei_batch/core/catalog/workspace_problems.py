"""Problems of a workspace and the machine it stands on: rounds and forms together, names, dates, folders, programs."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "file-name-too-long": CatalogEntry(
        "error",
        "「{name}」は、ファイルの名前として長すぎます（{length}バイト。{limit}バイトまで）{others}。",
        "{parts}を、合わせて短くしてください。漢字とかなは1文字が3バイトです。",
        "年度、回の名前、区や課の名前などをつないだ名前が、ディスクや共有フォルダで使える長さを超えます。",
    ),
    "path-too-long": CatalogEntry(
        "warning",
        "「{path}」は、場所と名前を合わせて{length}文字あり、Excelで開けないことがあります（{limit}文字まで）{others}。",
        "作業フォルダを浅い場所に移すか、{parts}を短くしてください。",
        "Excelが開けるのは218文字まで、Windowsが作れるのは259文字までの場所です。",
    ),
    "form-not-compilable": CatalogEntry(
        "error",
        "ひな形から配布用の様式を組み立てられません（{reason}）。",
        "Excelで開いて「Excel ブック (*.xlsx)」として保存し直してください。直らないときは、kusei form new で作ったひな形に内容を移してください。",
    ),
    "display-not-offered": CatalogEntry(
        "warning",
        "表示の項目「{field}」に入れるものがありません。様式では空欄になります。{hint}",
        "シート「_項目」の項目名とひな形の {{{{ }}}} を、表示できるものの名前に直すか、項目を消してください。",
    ),
    "totals-sheet-reserved": CatalogEntry(
        "error",
        "シート名「{value}」は、集計ブックがほかのシートに使う名前です。",
        "シート「_集計」のシート名を、{sheets} 以外に直してください。",
    ),
    "round-outside-year": CatalogEntry(
        "warning",
        "回「{round}」の{which}（{day}）が、{year}（4月から翌年3月まで）の日付ではありません。",
        "年度（fiscal_year）を変えたときは、{key}も直してください。",
    ),
    "totals-not-in-edition": CatalogEntry(
        "warning",
        "「{name}」は、配った様式（第{version}版）にない「{item}」を使うため、この回では作りません。ほかの集計は作ります。",
        "新しい版を配り直すか、配った様式にある項目で書いてください。",
    ),
    "paper-without-date": CatalogEntry(
        "info",
        "回「{round}」の会議資料{papers}に、会議の日がありません。{until}までは、毎晩、後から届いた分も入れて書き換えます。",
        'config.toml の、その [[rounds.papers]] に date = "5月20日" のように会議の日を書いてください。'
        "その日を過ぎた資料は書き換えません。",
    ),
    "page-without-date": CatalogEntry(
        "info",
        "回「{round}」の公表ページ{pages}に、公表する日がありません。初めて作った夜の日が公表日になり、{after}より前の日付のページになります。",
        'config.toml の、その [[rounds.pages]] に date = "5月28日" のように、ページを公表する日を書いてください。',
    ),
    "meeting-before-due": CatalogEntry(
        "warning",
        "回「{round}」の会議資料「{name}」の会議の日（{day}）が、提出期限（{due}）より前です。"
        "その日を過ぎた資料は書き換えないため、後から届いた分が入りません。",
        "提出期限を変えたときは、config.toml の、その [[rounds.papers]] の date も直してください。",
    ),
    "page-before-meeting": CatalogEntry(
        "warning",
        "回「{round}」の公表ページ「{name}」の公表する日（{day}）が、会議の日（{meeting}）より前です。",
        "決定の後の日になるように、config.toml の、その [[rounds.pages]] の date を直してください。",
    ),
    "round-on-closed-day": CatalogEntry(
        "warning",
        "回「{round}」の{which}（{day}）は、{reason}です。",
        "次の開庁日は {next} です。日を変えるときは、{key}を直してください。",
    ),
    "issue-after-due": CatalogEntry(
        "warning",
        "回「{round}」の提出期限（{due}）は、もう過ぎています。様式にもこの期限が印字され、未提出の部署は、はじめから期限超過になります。"
        "依頼文の案は作りません（期限までのものです）。",
        "期限の書き違いなら、config.toml の due を直し、--again を付けて発行し直してください（管理番号は変わりません）。"
        "遅れて加わった部署などに、分かったうえで配るのであれば、このままで構いません。",
        "新しい市が年度の途中で始めると、見本の日付のまま配りがちです。",
    ),
    "issue-before-opening": CatalogEntry(
        "info",
        "回「{round}」の開始日（{opens}）より前です。前の回の提出がそろう前に配ると、様式に写る行が足りないことがあります。",
        "早めに配るのであれば、このままで構いません。写したもとが後で変われば夜間処理が知らせるので、--again を付けて発行し直してください。",
    ),
    "policy-missing": CatalogEntry(
        "warning",
        "{ward}の{year}の方針が登録されていません。様式の方針の欄が空欄になります。",
        "マスタ.xlsx のシート「方針」に登録してください。",
    ),
    "policy-draft-published": CatalogEntry(
        "warning",
        "{ward}の方針（番号 {numbers}）は、決定日が空欄なので案です。回「{round}」の公表ページ{pages}には、「（案）」と添えて載ります。",
        "決まったら、公表する日までに、マスタ.xlsx のシート「方針」の「決定日」に決まった日を書いてください。"
        "次の夜間処理で、ページの「（案）」がなくなります。",
    ),
    "page-without-contact": CatalogEntry(
        "warning",
        "{ward}の公表ページ（{pages}）に載せる問い合わせ先がありません。ページの「お問い合わせ」は出ません。",
        "config.toml の、その [[rounds.pages]] の contact に、市民からの問い合わせ先を書いてください。"
        "そこが空欄のページには、マスタ.xlsx のシート「区」の「問合せ先」か、設定の初めの「問合せ先」（config.toml なら contact）を載せます。",
    ),
    "ward-without-departments": CatalogEntry(
        "warning",
        "{ward}に部署が一つも登録されていません。",
        "マスタ.xlsx のシート「部署」に登録するか、シート「区」から消してください。",
    ),
    "disk-nearly-full": CatalogEntry(
        "warning",
        "このフォルダのあるディスクの空きが、残り {free} MB です。",
        "不要なファイルを移して、空きを増やしてください。",
    ),
    "python-too-old": CatalogEntry(
        "error",
        "Python {found} では動きません（{needed} 以上が要ります）。",
        "新しい Python を入れ、その Python に kusei を入れ直してください。",
    ),
    "engine-unusable": CatalogEntry(
        "error",
        "夜間処理を分ける先を使えません。{reason}",
        "{remedy}",
    ),
    "engine-unencrypted": CatalogEntry(
        "warning",
        "スケジューラ「{scheduler}」との通信が暗号化されていません。同じ網の人が、提出された内容を見たり、ワーカーの機械を動かしたりできます。",
        "docs/scale.md の「守り」のとおりに tls:// にするか、スケジューラとワーカーをこのパソコンだけで動かしてください。",
    ),
    "defusedxml-missing": CatalogEntry(
        "error",
        "部品 defusedxml が入っていません。仕掛けのあるExcel ファイルから守れません。",
        "kusei を入れ直してください（pip install で部品も入ります）。",
    ),
    "state-on-share": CatalogEntry(
        "warning",
        "台帳のフォルダが、共有フォルダ（{kind}）にあります。二重の実行を防げず、台帳が壊れることがあります。",
        "config.toml の [folders] の state を、夜間処理を動かすパソコンのディスクに移してください。",
    ),
    "state-synchronised": CatalogEntry(
        "warning",
        "台帳のフォルダが、同期されるフォルダ（{folder}）の中にあります。書いている途中の台帳が同期され、壊れることがあります。",
        "config.toml の [folders] の state を、同期されないフォルダに移してください。",
    ),
    "last-run-in-future": CatalogEntry(
        "warning",
        "最後の夜間処理（{moment}）が、いまより先の日時になっています。",
        "パソコンの日付と時刻を確かめてください。--as-of に先の日付を付けて実行したのであれば、その日までは、期限の扱いに気を付けてください。",
    ),
    "state-unusable": CatalogEntry(
        "error",
        "{reason}",
        "バックアップから .kusei フォルダを戻してください。",
    ),
}
