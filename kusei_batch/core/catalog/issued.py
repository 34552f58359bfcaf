"""Problems of rows and values that a sheet was issued with."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import Entry

MESSAGES: dict[str, Entry] = {
    "row-not-issued": Entry(
        "error",
        "{place}は、お配りした行ではありません（「{table}」は{count}行をお配りしました）。",
        "配られた行だけに記入し、この行の記入は消してください。足りない行があるときは、事務局にお知らせください。",
        "行を足せない表の、配られていない行に記入があります。どの目標や基準のことか分からないため、受け付けられません。",
        summary="配られていない行に記入のあるもの",
    ),
    "row-id-changed": Entry(
        "error",
        "「{table}」の行IDが書き換わっています（{count}行）。",
        "お配りした行の行IDは、元の番号（{row_ids}）に戻してください。自分の部署で足した行の行IDは、空欄にしてください。",
        "行IDは、その行がどの目標や基準のことかを年度をこえて表します。ほかの部署の様式などから行を貼り付けると、書き換わることがあります。",
        summary="行IDが書き換わっているもの",
    ),
    "carried-row-replaced": Entry(
        "warning",
        "{place}の内容が、前から引き継いだもの（{row_id}）と全く違います。",
        "新しいものは空いている行に書き、引き継いだ行は元のまま残すか、やめる場合は空欄にしてください。",
        "行IDは引き継いだものを表し続けます。別の内容に書き換えると、前年度との比較がずれます。",
        summary="引き継いだ行が別の内容に書き換わったもの",
    ),
    "department-gone": Entry(
        "warning",
        "部署コード「{name}」はマスタにありませんが、今年度の様式を{count}枚発行しています。この部署の提出は、受け付けも集計もされません。",
        "年度の途中で部署がなくなっても、行は年度の終わりまで残してください。コードを変えたときは、元のコードに戻してください。",
        "様式を発行したあとで、その部署がシート「部署」から消えています。",
        about="handling",
    ),
    "round-gone": Entry(
        "warning",
        "回「{name}」は config.toml にありませんが、今年度の様式を{count}枚発行しています。この回の提出は、集計されません。",
        "回の名前を変えたときは、発行したときの名前に戻してください。消したときは、元のとおりに書き戻してください。",
        "様式を発行したあとで、その回が config.toml から消えています。",
        about="handling",
    ),
    "source-changed": Entry(
        "warning",
        "「{round}」の様式を配ったあとで、写したもとが変わりました（{changes}）。",
        "配り直すには、kusei issue {round} --department {department} --again を実行してください。すでに届いた記入は、新しい様式に写します。",
        "前の回の受理が遅れたか、受理したものやマスタの一覧があとで直されました。配った様式は、配ったときの内容のままです。",
        about="handling",
        summary="配ったあとで、写したもとが変わったもの",
    ),
}
