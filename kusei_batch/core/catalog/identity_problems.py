"""Problems of whose answer a file is."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "identity-missing": CatalogEntry(
        "error",
        "管理番号がどこにもないので、どの部署のどの様式か分かりません。",
        "配布したExcelブックに記入して、出し直してください。様式でない資料なら、受付フォルダの外に移してください。",
        about="handling",
    ),
    "template-given": CatalogEntry(
        "error",
        "様式のひな形（「_項目」のシートがあるブック）です。部署に配られた様式ではないので、提出にはなりません。",
        "提出するときは、発行された様式（outbox の 01_配布 にあるブック）に記入してください。ひな形を点検するときは、kusei form check を使います。",
        about="handling",
    ),
    "master-given": CatalogEntry(
        "error",
        "マスタ（部署などの一覧）です。部署に配られた様式ではないので、提出にはなりません。",
        "提出するときは、発行された様式（outbox の 01_配布 にあるブック）に記入してください。マスタを点検するときは、kusei doctor を使います。",
        about="handling",
    ),
    "summary-given": CatalogEntry(
        "error",
        "集計ブック（「提出状況」のシートがあるブック）です。部署に配られた様式ではないので、提出にはなりません。",
        "提出するときは、発行された様式（outbox の 01_配布 にあるブック）に記入してください。",
        about="handling",
    ),
    "identity-single": CatalogEntry(
        "error",
        "管理番号「{sheet_id}」が1か所にしか残っていないので、本物の様式か確かめられません。",
        "配布したExcelブックそのものに記入して、出し直してください（新しいブックにシートや欄だけを写すと、こうなります）。",
        about="handling",
    ),
    "identity-conflict": CatalogEntry(
        "error",
        "ブックの中の管理番号が食い違っています（{sheet_ids}）。",
        "別の部署や別の回のブックに写して記入していないか確かめ、自分の部署に配布された、その回のブックに記入して、出し直してください。",
        about="handling",
    ),
    "sheet-of-another-year": CatalogEntry(
        "warning",
        "{year}の「{round}」の様式です。{year}の提出として受け取りました。{this_year}の提出にはなりません。",
        "{this_year}の提出のつもりなら、{this_year}に配られた様式に記入して提出してください。{year}の資料は、事務局が config.toml の fiscal_year を一時その年度に戻して夜間処理をすると、作り直せます。",
        "年度が替わってから、前の年度の様式が提出されました。去年のファイルに書き込んだときに起こります。",
        about="handling",
        summary="前の年度の様式で提出されたもの",
    ),
    "personal-data-in-name": CatalogEntry(
        "warning",
        "ファイルの名前に、{kinds}らしきものがあります。",
        "名前から消して、提出し直してください。ファイルの名前は、集計ブックの「元ファイル」に出ます。",
        about="handling",
        summary="ファイルの名前に個人情報らしきものがあるもの",
    ),
    "sheet-unknown": CatalogEntry(
        "error",
        "管理番号「{sheet_id}」は発行台帳にありません。",
        "別の区や別の年度のブックでないか確かめ、今年度に配布された、自分の部署のブックに記入して、出し直してください。事務局では、部署の統廃合で対象から外れていないかも確かめてください。",
        about="handling",
    ),
    "sheet-of-ward": CatalogEntry(
        "error",
        "管理番号「{sheet_id}」の様式は、{ward}が配ったものなので、市では受け取りません。",
        "{ward}の受付フォルダに入れるよう、部署に伝えてください。{ward}が受け取れば、次の市への提出に入ります。",
        about="handling",
        summary="区に出すはずの様式",
    ),
    "seal-broken": CatalogEntry(
        "error",
        "管理番号「{sheet_id}」の認証が合いません。発行した後に、隠しシートの内容が書き換えられています。",
        "配布したExcelブックを事務局から受け取り直し、それに記入して、出し直してください（事務局は kusei issue に --again を付けて、発行し直せます）。",
        about="handling",
    ),
    "seal-missing": CatalogEntry(
        "info",
        "隠しシート（認証）がなくなっていましたが、残りの2か所の管理番号が一致し、その部署のフォルダに入っていたので、「{sheet_id}」として受け付けました。",
        "何もする必要はありません。ただし、認証のあるブックで受理した後は、認証のないブックで差し替えるのに事務局の判断が要ります。",
        about="handling",
    ),
    "seal-missing-elsewhere": CatalogEntry(
        "error",
        "隠しシート（認証）がなくなっているので、「{sheet_id}」の部署が出したものか確かめられません。",
        "その部署のフォルダ（{folder}）に入れ直すよう、部署に伝えてください。そこに入っていれば受け付けます。配布したブックに記入し直して出しても構いません。",
        "管理番号を書き写すだけなら、だれにでもできます。認証のないブックは、その部署だけが書き込めるフォルダに入っているときに限って受け付けます。",
        about="handling",
        summary="認証がなく、部署を確かめられないもの",
    ),
    "seal-missing-replaces": CatalogEntry(
        "error",
        "隠しシート（認証）がなくなっているので、すでに受理した「{sheet_id}」の内容を差し替えませんでした。",
        "部署に確かめて差し替える場合は、決定.xlsx のシート「提出の確認」のこのファイルの行に「受け付ける」と書くか、kusei issue {round} --department {department} --again で配り直して（受理した内容を写してあります）、それに記入して出し直してもらってください。",
        "認証のないブックは、その部署が出したと確かめられません。受理した内容は、もとのまま数えています。",
        about="handling",
        summary="認証がなく、受理したものと差し替えなかったもの",
    ),
    "admission-asked": CatalogEntry(
        "warning",
        "認証で確かめられないこのファイルを「{sheet_id}」の提出として受け付けるかどうか、事務局の判断を待っています。",
        "部署に電話などで確かめ、決定.xlsx のシート「提出の確認」のこのファイルの行に、「受け付ける」か「受け付けない」と書いて保存してください。次の夜間処理が、そのとおりにします。",
        "管理番号がどれも同じ様式を指し、別の部署のフォルダに入っていないときだけ、判断をお願いします。判断は、この内容のファイルだけに効きます。",
        about="handling",
        summary="認証で確かめられず、判断を待っているもの",
    ),
    "admission-granted": CatalogEntry(
        "info",
        "認証では確かめられませんでしたが、事務局の判断（決定.xlsx のシート「提出の確認」）により「{sheet_id}」の提出として受け付けました。",
        "何もする必要はありません。",
        about="handling",
    ),
    "admission-refused": CatalogEntry(
        "info",
        "事務局の判断（決定.xlsx のシート「提出の確認」）により、「{sheet_id}」の提出として受け付けませんでした。",
        "配布したExcelブックに記入して出し直すよう、部署に伝えてください。このファイルは受付フォルダから取り除いて構いません。判断を改めるときは、その行を「受け付ける」に書き直します。",
        about="handling",
        summary="事務局の判断で受け付けなかったもの",
    ),
    "admission-refused-late": CatalogEntry(
        "warning",
        "「{name}」（管理番号 {sheet_id}）は、「受け付ける」の判断に従ってもう受理しています。「受け付けない」に書き直しても、取り消されません。",
        "取り消すには、部署に正しい内容を出し直してもらってください（kusei issue に --again を付けると、受理した内容を写した様式を配り直せます）。後から受理したものを数えます。",
        "受理した後は、集計も資料もその内容で作られています。消さずに、次の提出で差し替えます。",
        about="handling",
        summary="受理した後で「受け付けない」と書かれたもの",
    ),
    "sheet-of-another": CatalogEntry(
        "error",
        "管理番号「{sheet_id}」のブックですが、見えている内容（{fields}）は「{other}」の様式のものです。どちらの部署の提出か決められません。",
        "ブックの一部が、別の部署のブックと入れ替わっています。自分の部署に配布したブックに記入して出し直すよう、部署に伝えてください。",
        "隠しシートなど見えないところだけが別の部署のものになっていると、見えている内容が別の部署のものとして数えられてしまいます。",
        about="handling",
        summary="別の部署の様式が見えているもの",
    ),
    "identity-retyped": CatalogEntry(
        "info",
        "管理番号のうち1か所が消えたか書き換えられていましたが、残りが一致したので、「{sheet_id}」として受け付けました。",
        "何もする必要はありません。",
        about="handling",
    ),
    "wrong-department": CatalogEntry(
        "error",
        "「{owner}」のシート（{sheet_id}）が、「{folder}」のフォルダに入っていました。",
        "フォルダを間違えただけなら、正しい部署のフォルダに移してください。ほかの部署のブックに記入していた場合は、自分の部署に配布されたブックに記入して、出し直してください。",
        about="handling",
    ),
}
