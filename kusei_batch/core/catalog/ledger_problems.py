"""Problems of what the program keeps: the ledger, originals and kept forms, keys and seals."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "ledger-damaged": CatalogEntry(
        "error",
        "台帳のファイルが壊れています（{detail}）。",
        "これ以上動かさずに、バックアップから .kusei フォルダを戻してください。",
    ),
    "ledger-entry-damaged": CatalogEntry(
        "error",
        "台帳の「{table}」の{number}番{about}が、{what}。",
        "この行から作る状況や資料は信用できません。まず kusei verify --repair を試してください。直らなければ、バックアップから .kusei フォルダを戻すか、同じファイルを inbox に置いて、もう一度 --repair を付けて実行してください。",
    ),
    "receipt-rebuilt": CatalogEntry(
        "info",
        "受付の記録を、保存してある原本から読み直しました（{verdict}、{day}受付）。",
        "いまのマスタと様式の控えで検証し直した結果です。受け取ったときの結果と違っていないか、kusei problems で確かめてください。",
    ),
    "register-rebuilt": CatalogEntry(
        "info",
        "発行台帳の行（管理番号 {sheet_id}）を、発行した様式のファイルから読み戻しました。",
        "発行した後にマスタを変えたときや、--again で配り直したときは、様式に書いてあることと違うことがあります。次の夜間処理の確認事項を見てください。",
    ),
    "round-rebuilt": CatalogEntry(
        "info",
        "{year}の回「{round}」の提出期限（{due}）などを、{source}から入れ直しました。",
        "違うときは、提出期限を確かめてください。今年度の回は設定（config.toml かシート「回」）を直して kusei issue に --again を付けて配り直すと、入れ直されます。",
    ),
    "hand-up-rebuilt": CatalogEntry(
        "info",
        "この区からの提出から入れた台帳の{count}行を、控えてあるファイルから入れ直しました。",
        "何もする必要はありません。区に、もう一度提出してもらわなくてもかまいません。",
    ),
    "hand-up-not-rebuilt": CatalogEntry(
        "warning",
        "台帳の「区からの提出」の{number}番は、どのファイルだったか分からないか、ファイルか様式の控えがないため、それとそれより後の提出から入れた行を作り直せません。",
        "そのファイルを区の事務局からもらい（区の outbox の「市への提出」フォルダにあります）、受付フォルダの元の場所に置いて、もう一度 kusei verify --repair を実行してください。なければ、バックアップから .kusei フォルダを戻してください。",
        "区からの提出は、前の提出と違うところだけを台帳に入れるため、前のものから順に読み直します。",
    ),
    "run-rebuilt": CatalogEntry(
        "info",
        "処理の記録の{number}番は、日付だけを入れ直しました。",
        "始めと終わりの時刻と件数は失われています。その日の記録（.kusei/log）には残っていることがあります。",
    ),
    "written-left-out": CatalogEntry(
        "info",
        "作った資料の記録を除きました。",
        "資料は、次の夜間処理でもう一度作ります。それまで、資料が手で直されているかどうかは確かめられません。",
    ),
    "inbox-left-out": CatalogEntry(
        "info",
        "inbox に何があったかの記録を、はじめからにしました。",
        "次の夜間処理で記録し直します。その夜に inbox に戻した古いファイルは、新しい提出とは見なしません。",
    ),
    "key-readable": CatalogEntry(
        "warning",
        "鍵のファイルを、ほかの人も読めます。",
        "鍵を読めると、様式の認証を偽れます。夜間処理を動かす人だけが読めるようにしてください（chmod 600）。",
    ),
    "folder-rights": CatalogEntry(
        "error",
        "フォルダを使う権利がありません（受付フォルダは読取り、出力先は書込みが要ります）。",
        "夜間処理と発行は、このままではできません。それを行う人で点検しているときは、フォルダのアクセス権を直してください。"
        "見るだけなら（status、problems、records、verify）、このままで使えます。",
    ),
    "key-changed": CatalogEntry(
        "error",
        "鍵のファイルが、台帳を作ったときの鍵ではありません。",
        "発行した様式の認証が合わなくなります。バックアップから .kusei/key を戻してください。",
    ),
    "seals-not-verified": CatalogEntry(
        "warning",
        "鍵のファイルを読めないので、台帳が書き換えられていないかは確かめていません。",
        "鍵を読める人（夜間処理を動かす人）が kusei verify を実行すると、確かめられます。",
    ),
    "kept-form-damaged": CatalogEntry(
        "error",
        "様式「{form}」の発行したときの控えを開けません（{reason}）。",
        "バックアップから .kusei/forms を戻してください。様式とマスタの一覧が発行したときのままなら、kusei issue に --again を付けて配り直すと、控えも作り直します。",
    ),
    "output-changed": CatalogEntry(
        "warning",
        "作った資料が、作ったときと違います。",
        "だれかが手で直したのであれば問題ありません。心当たりがなければ、よそへ移すか消すと、次の夜間処理で作り直します。",
    ),
    "page-stray-files": CatalogEntry(
        "warning",
        "公開用のフォルダに、夜間処理の作っていないファイルが{count}個あります（{names}）。",
        "このままでは、ホームページに一緒に載せてしまいます。よそへ移してください。ページの中身が変わる夜には、公開用から外れます（「前回」に、その次は「手直しのあった版」に残ります）。",
    ),
    "original-missing": CatalogEntry(
        "error",
        "受け取った原本の控え（{sha256}…）がありません。",
        "バックアップから .kusei/archive を戻してください。inbox に同じファイルがあれば、kusei verify --repair か次の夜間処理で取り直します。",
    ),
    "original-damaged": CatalogEntry(
        "error",
        "受け取った原本の控え（{sha256}…）の中身が、受け取ったときと違います。",
        "ディスクの故障が疑われます。inbox に同じファイルがあれば、kusei verify --repair で取り直します。なければ、バックアップから .kusei/archive を戻してください。",
    ),
    "picture-gone": CatalogEntry(
        "error",
        "資料に載せる写真の控え（{sha256}…）がないか、中身が違います。",
        "バックアップから .kusei/archive を戻してください。戻せないときは、その部署に、写真を入れ直した様式を出し直してもらいます。",
        "届いた写真は、資料とページに載せる大きさにしたものを .kusei/archive に控えています。ないものは、資料に「（写真の控えがありません）」と出ます。",
    ),
    "issued-file-missing": CatalogEntry(
        "warning",
        "発行した様式（管理番号 {sheet_id}）が outbox にありません。",
        "部署に渡し済みであれば問題ありません。渡し直すときは kusei issue に --again を付けて実行してください。",
    ),
}
