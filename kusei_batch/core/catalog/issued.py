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
    "carried-row-replaced": Entry(
        "warning",
        "{place}の内容が、前から引き継いだもの（{row_id}）と全く違います。",
        "新しいものは空いている行に書き、引き継いだ行は元のまま残すか、やめる場合は空欄にしてください。",
        "行IDは引き継いだものを表し続けます。別の内容に書き換えると、前年度との比較がずれます。",
        summary="引き継いだ行が別の内容に書き換わったもの",
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
