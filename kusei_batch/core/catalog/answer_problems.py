"""Problems of an answer beside or in place of another."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "older-version": CatalogEntry(
        "warning",
        "第{version}版の様式で提出されました。いま配っているのは第{now}版です。{added}{dropped}",
        "記入を第{now}版に写した様式を、「02_差戻し」に置いています。受理したものは、このまま数えています。新しい項目を書くときや、差戻しのときは、その様式で出し直してください。",
        "様式を直して配り直した後に、前に配った版で出されました。部署が書いた内容は、項目名が同じ欄に写します。",
        about="handling",
        summary="前の版の様式で提出されたもの",
    ),
    "answer-replaced": CatalogEntry(
        "info",
        "{old_day}に受理したもの（{old}）に替わって、{day}に受理したこのファイルを数えています。変わったところ：{changes}",
        "部署が訂正したものであれば、何もする必要はありません。思い当たらない変更があれば、部署に確かめてください。",
        about="handling",
        summary="前に受理したものに替わったもの",
    ),
    "answer-repeated": CatalogEntry(
        "info",
        "{old_day}に受理したもの（{old}）と同じ内容です。このファイルを数えていますが、変わったところはありません。",
        "何もする必要はありません。",
        about="handling",
        summary="前に受理したものと同じ内容のもの",
    ),
    "answer-came-back": CatalogEntry(
        "warning",
        "以前（{same_day}）のものと同じ内容です。その後の{old_day}に受理したもの（{old}）に替わって、このファイルを数えています。戻ったところ：{changes}",
        "元に戻すつもりで出し直したのか、古いファイルを誤って出したのか、部署に確かめてください。誤りなら、新しいほうのファイルを、もう一度受付フォルダに入れてください。",
        "前に提出したファイルが、新しいものの後で、もう一度提出されました。",
        about="handling",
        summary="以前の内容に戻ったもの",
    ),
    "answer-chosen": CatalogEntry(
        "info",
        "決定.xlsx のシート「提出の確認」の判断のとおり、{old_day}に受理したもの（{old}）ではなく、このファイルを数えています。変わったところ：{changes}",
        "何もする必要はありません。判断を改めるときは、「この内容でよい」を、数えるファイルの行に書き直してください。",
        about="handling",
        summary="事務局の判断で数えているもの",
    ),
    "confirmation-declined": CatalogEntry(
        "warning",
        "受理したこの内容について、部長の回答は「{answer}」です。意見：{opinion}",
        "部署に意見を伝え、直したものを出し直してもらってください。直したものを受理すると、部長に新しい確認の用紙を作ります。",
        "部長は、確認の用紙で、部署ごとに確認するか差戻しを希望するかを答えます。",
        about="handling",
        summary="部長が確認していないもの",
    ),
    "rival-answers": CatalogEntry(
        "warning",
        "同じ様式に答えるファイルが{count}つあります（「{files}」）。数えているのは「{counting}」だけです。入らない記入：{dropped}",
        "係ごとなどに分けて記入したものなら、1つのブックにまとめて出し直してください。古いものが残っているだけなら、受付フォルダから取り除いてください。どれを数えるか事務局で決めるときは、決定.xlsx のシート「提出の確認」の「判断」に「この内容でよい」と書いてください。1つになるか決まれば、この警告はなくなります。",
        "1つの様式を2人以上が別々に記入して出すと、後のものだけが数えられます。",
        about="handling",
        summary="同じ様式に答えるファイルが2つ以上あるもの",
    ),
    "rival-answers-sent-back": CatalogEntry(
        "warning",
        "同じ様式に答えるファイルが{count}つあります（「{files}」）。どれにも誤りがあり、差し戻したのは「{counting}」だけです。差し戻した様式に写していない記入：{dropped}",
        "係ごとなどに分けて記入したものなら、差し戻した様式に1つにまとめて、出し直してください。古いものが残っているだけなら、受付フォルダから取り除いてください。どれを数えるか事務局で決めるときは、決定.xlsx のシート「提出の確認」の「判断」に「この内容でよい」と書いてください。1つになるか決まれば、この警告はなくなります。",
        "1つの様式を2人以上が別々に記入して出すと、後のものだけが差し戻されます。",
        about="handling",
        summary="同じ様式に答えるファイルが2つ以上あるもの",
    ),
}
