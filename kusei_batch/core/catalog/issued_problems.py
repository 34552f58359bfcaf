"""Problems of rows and values that a sheet was issued with."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "row-not-issued": CatalogEntry(
        "error",
        "{place}は、お配りした行ではありません（「{table}」は{count}行をお配りしました）。",
        "配られた行だけに記入し、この行の記入は消してください。足りない行があるときは、事務局にお知らせください。",
        "行を足せない表の、配られていない行に記入があります。どの目標や基準のことか分からないため、受け付けられません。",
        summary="配られていない行に記入のあるもの",
    ),
    "row-unclear": CatalogEntry(
        "error",
        "「{table}」の上から{numbers}番目の行が、お配りしたどの行のことか分かりません。",
        "差し戻した様式では、お配りした行を元の順に並べ直しました。この行の記入は表の終わりに移してありますので、正しい行に書き写し、移した行の記入は消してください。",
        "行の削除や挿入、並べ替えの途中で、行IDや印字した内容と記入とがずれたか、行IDが消えたか、同じ行IDの行が二つになっています。",
        summary="どの行の記入か分からないもの",
    ),
    "row-gone": CatalogEntry(
        "warning",
        "「{table}」のお配りした行のうち{count}行が、返ってきた様式にありません（行ID {row_ids}）。",
        "消すつもりでなかった行は、事務局に、配り直しを頼んでください。この行は空欄のまま返ってきたものとして扱います。",
        "行を削除したか、行の内容を行IDごと消しています。ほかの行は、それぞれの行IDのとおりに受け取りました。",
        summary="配った行がなくなっているもの",
    ),
    "row-id-changed": CatalogEntry(
        "error",
        "「{table}」の行IDが書き換わっています（{count}行）。",
        "お配りした行の行IDは、元の番号（{row_ids}）に戻してください。自分の部署で足した行の行IDは、空欄にしてください。",
        "行IDは、その行がどの目標や基準のことかを年度をこえて表します。ほかの部署の様式などから行を貼り付けると、書き換わることがあります。",
        summary="行IDが書き換わっているもの",
    ),
    "carried-row-replaced": CatalogEntry(
        "warning",
        "{place}の内容が、前から引き継いだもの（{row_id}）と全く違います。",
        "新しいものは空いている行に書き、引き継いだ行は元のまま残すか、やめる場合は空欄にしてください。",
        "行IDは引き継いだものを表し続けます。別の内容に書き換えると、前年度との比較がずれます。",
        summary="引き継いだ行が別の内容に書き換わったもの",
    ),
    "department-gone": CatalogEntry(
        "warning",
        "部署コード「{name}」はマスタにありませんが、今年度の様式を{count}枚発行しています。この部署の提出は、受け付けも集計もされません。",
        "年度の途中で部署がなくなっても、行は年度の終わりまで残してください。コードを変えたときは、元のコードに戻してください。",
        "様式を発行したあとで、その部署がシート「部署」から消えています。",
        about="handling",
    ),
    "round-gone": CatalogEntry(
        "warning",
        "回「{name}」は設定（config.toml かマスタのシート「回」）にありませんが、今年度の様式を{count}枚発行しています。この回の提出は、集計されません。",
        "回の名前を変えたときは、発行したときの名前に戻してください。消したときは、元のとおりに書き戻してください。",
        "様式を発行したあとで、その回が設定（config.toml かマスタのシート「回」）から消えています。",
        about="handling",
    ),
    "issued-outdated": CatalogEntry(
        "warning",
        "「{round}」で配った様式のうち{count}枚は、今の設定と違います（{changes}）。",
        "配り直すなら kusei issue {round} --again を実行します（記入済みの内容は写します。一部の部署だけなら、--department に部署コードを付けて1部署ずつ実行します。ひな形を直したときは、先に _設定 の版を上げます）。口頭やメールで知らせるだけなら、そのままでかまいません。受理と集計は、新しい提出期限によります。",
        "配ったあとで、方針、提出期限、提出先、ひな形やマスタの一覧が変わりました。配った様式には、配ったときの内容が印字されています。",
        about="handling",
        summary="配ったあとで、設定やひな形が変わったもの",
    ),
    "source-changed": CatalogEntry(
        "warning",
        "「{round}」の様式を配ったあとで、写したもとが変わりました（{changes}）。",
        "配り直すには、kusei issue {round} --department {department} --again を実行してください。すでに届いた記入は、新しい様式に写します。",
        "前の回の受理が遅れたか、受理したものやマスタの一覧があとで直されました。配った様式は、配ったときの内容のままです。",
        about="handling",
        summary="配ったあとで、写したもとが変わったもの",
    ),
}
