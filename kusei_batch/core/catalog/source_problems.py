"""Problems of 行の元 and 参照: where a form says its rows and values come from."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

_REFERENCES = (
    "「本文」「中間報告.進捗」「前年度:実績報告.達成度」「直前.満足率」「区:来庁者アンケート.満足率」のどれかの形"
)
_SOURCES = "「目標設定.目標」「前年度:実績報告.目標」「ほかの部署:目標設定.目標」「マスタ.基準」のどれかの形"

MESSAGES: dict[str, CatalogEntry] = {
    "row-list-empty": CatalogEntry(
        "warning",
        "マスタの一覧「{list}」に、{year}に有効な行が一つもありません。回「{rounds}」の様式の表「{table}」は、行のないまま配られます。",
        "マスタ.xlsx のシート「{list}」に、この年度に使う行を書いてから発行してください。使わない回なら、config.toml のその [[rounds]] を次の [[rounds]] の前まで、シート「回」ならその行を消してください。",
    ),
    "reference-missing": CatalogEntry(
        "error",
        "区分が「{kind}」ですが、「参照」が空欄です。どこの値を写すのか分かりません。",
        f"「参照」に、{_REFERENCES}で写すもとを書いてください。",
    ),
    "reference-malformed": CatalogEntry(
        "error",
        "「参照」の書き方「{value}」を読み取れません。",
        f"{_REFERENCES}で書いてください。",
    ),
    "reference-bad-condition": CatalogEntry(
        "error",
        "「参照」の［ ］の中の条件を読み取れません（{value}）。{reason}",
        "「来庁者アンケート（後期）.満足率[設問 = この行.指標の出所]」のように、左にその回の項目、右に「この行.」と行の元の列を書いてください。",
    ),
    "reference-no-figure": CatalogEntry(
        "error",
        "「参照」（{value}）の項目「{name}」（回「{round}」の様式「{form}」）は、区の全体や全ての区の値にできません。",
        "数の項目か、割り算の計算の項目にしてください。部署の値を写すなら、「区:」「全区:」を消してください。",
    ),
    "reference-unused": CatalogEntry(
        "error",
        "「参照」がありますが、区分が「{kind}」なので使われません。",
        "値を写して見せるなら区分を「前回値」に、写した値を直せるようにするなら「引継」にしてください。どちらでもなければ「参照」を消してください。",
    ),
    "reference-without-source": CatalogEntry(
        "error",
        "「参照」（{value}）がありますが、表「{table}」には行の元がないため、どの行の値か決まりません。",
        "シート「_設定」に「{table}.行の元」を書いてください。",
    ),
    "reference-without-row": CatalogEntry(
        "error",
        "表の外の項目なので、「参照」（{value}）の行の元がありません。",
        "「直前.{value}」や「中間報告.{value}」のように、どの回の値かを書いてください。",
    ),
    "reference-unknown-column": CatalogEntry(
        "error",
        "「参照」の「{value}」という列は、行の元（{source}）にありません。{hint}",
        "「参照」を、行の元にある列の名前に直してください。あるもの：{known}",
    ),
    "reference-unknown-round": CatalogEntry(
        "warning",
        "「参照」（{value}）の回「{round}」は、設定（config.toml かマスタのシート「回」）にも台帳にもありません。{hint}",
        "回の名前を確かめてください。これから置く回なら、このままで構いません（それまでは空欄で発行します）。",
    ),
    "reference-unknown-field": CatalogEntry(
        "error",
        "「参照」（{value}）の項目「{name}」は、回「{round}」の様式「{form}」にありません。{hint}",
        "「参照」を、その様式の「_項目」にある項目名に直してください。",
    ),
    "row-source-malformed": CatalogEntry(
        "error",
        "行の元「{value}」を読み取れません。",
        f"{_SOURCES}で書いてください。いくつもあるときは「、」でつなぎます。",
    ),
    "proposal-column-not-shown": CatalogEntry(
        "error",
        "提案先「{name}」に、区分が「表示」の列「{column}」がありません（表「{table}」の提案）。{hint}",
        "マスタ.xlsx の _決定 に、シート「{name}」の列「{column}」を区分「表示」で加えるか、提案の列の名前を直してください。",
    ),
    "row-at-most-malformed": CatalogEntry(
        "error",
        "行の上限「{value}」を読み取れません。",
        "並べる行の数を、30 のように1以上の数で書くか、この行を消してください（全ての行が並びます）。",
    ),
    "row-source-unknown-list": CatalogEntry(
        "error",
        "行の元「{value}」の一覧「{list}」が、マスタ.xlsx にありません。{hint}",
        "マスタ.xlsx にシート「{list}」を作るか、行の元の名前を直してください。",
    ),
    "row-source-unknown-round": CatalogEntry(
        "warning",
        "行の元「{value}」の回「{round}」は、設定（config.toml かマスタのシート「回」）にも台帳にもありません。{hint}",
        "回の名前を確かめてください。これから置く回なら、このままで構いません（それまでは行なしで発行します）。",
    ),
    "row-source-unknown-table": CatalogEntry(
        "error",
        "行の元「{value}」の表は、回「{round}」の様式「{form}」にありません。{hint}",
        "行の元を、その様式にある表の名前に直してください。",
    ),
    "row-id-not-shown": CatalogEntry(
        "warning",
        "表「{table}」に「{name}」の欄がないため、行が動かされると、どの行か分からなくなります。",
        "「_項目」に、表「{table}」の「{name}」（区分は表示、型は文字）を加え、レイアウトの目立たない列に小さな文字で置いてください。",
    ),
    "row-source-shows-nothing": CatalogEntry(
        "warning",
        "表「{table}」の行は「{value}」から写しますが、値を写す項目がないため、空の行が並びます。",
        "「_項目」で、写す項目の区分を「前回値」（見せるだけ）か「引継」（部署が直せる）にし、「参照」に行の元の列の名前を書いてください。行を写さないなら、シート「_設定」の「{table}.行の元」を消してください。",
    ),
    "row-setting-unused": CatalogEntry(
        "error",
        "「{name}」がありますが、「{table}.行の元」がないため使われません。",
        "行の元を書くか、この設定を消してください。",
    ),
    "row-condition-malformed": CatalogEntry(
        "error",
        "行の条件「{value}」を読み取れません。{reason}",
        "「次年度の扱い = 継続|水準を上げて継続」のように、行の元の列の名前を使って書いてください。",
    ),
    "row-order-unknown-field": CatalogEntry(
        "error",
        "行の並び「{value}」という項目が、表「{table}」にありません。{hint}",
        "行の並びを、その表の「_項目」にある項目名に直してください。",
    ),
    "list-value-unread": CatalogEntry(
        "warning",
        "「{id}」の「{column}」の「{value}」は、様式の型「{type}」として読み取れません。{hint}",
        "このセルを直してください。まだ決まっていないときは、空欄にします。{allowed}読み取れないままだと、この値を使う計算や集計は空欄になります。",
        "マスタの一覧の値が、それを表示する項目の型や選択肢、行の単位に合っていません。",
    ),
    "list-value-fraction": CatalogEntry(
        "warning",
        "「{id}」の「{column}」の {value} は、{meant}％のつもりではありませんか（この行の単位は「{unit}」です）。",
        "{meant}％のときは「{meant}%」と、{value}％のときは「{value}%」と、％を付けて書いてください。",
        "単位が％の値に、0から1までの数が％の付かない形で入っています。",
    ),
    "row-condition-unknown-column": CatalogEntry(
        "error",
        "行の条件の「{value}」という列は、行の元（{source}）にありません。{hint}",
        "行の条件を、行の元にある列の名前に直してください。あるもの：{known}",
    ),
    "setting-not-yes-no": CatalogEntry(
        "error",
        "「{field}」の値「{value}」は、「はい」でも「いいえ」でもありません。",
        "「はい」か「いいえ」を書いてください。",
    ),
    "empty-text-without-place": CatalogEntry(
        "error",
        "「空のときの文」を書く欄が、表「{table}」にありません。",
        "表「{table}」に、型が「文字」か「長文」の「前回値」か「表示」の項目を置いてください。",
    ),
    "rows-do-not-fit": CatalogEntry(
        "error",
        "「{department}」の「{table}」が{count}行になり、様式の最大{limit}行に入りません。何も発行していません。",
        "シート「_設定」の「{table}.最大行数」を{count}以上にし、「版」を新しくしてから発行してください。",
    ),
    "follow-up-incomplete": CatalogEntry(
        "error",
        "表「{table}」の追跡の決まりが足りません（「{key}」がありません）。",
        "「{table}.追跡の条件」に追う行の条件を、「{table}.完了の条件」に終わったとみなす条件を書いてください。追わないなら、この行を消してください。",
    ),
    "follow-up-condition-malformed": CatalogEntry(
        "error",
        "「{key}」を読み取れません。{reason}。",
        "「対応状況 = 完了」のように、同じ表の項目か、表の外の項目で書いてください。",
    ),
    "follow-up-due-not-date": CatalogEntry(
        "error",
        "追跡の期限にした「{name}」は、型が「{type}」です。過ぎた日を数えられません。",
        "型が「日付」の項目を書いてください。",
    ),
    "follow-up-name-taken": CatalogEntry(
        "error",
        "表「{table}」の項目「{name}」は、追跡の一覧で使う名前と同じです。",
        "項目名を変えるか、追跡の決まりを消してください。",
    ),
    "proposal-without-target": CatalogEntry(
        "error",
        "「{name}」がありますが、表「{table}」の提案先が決まっていません。",
        "「{prefix}先」に、マスタの一覧のシート名を書いてください。提案しないなら、この行を消してください。",
    ),
    "proposal-bad-target": CatalogEntry(
        "error",
        "提案先「{value}」は、シートの名前にできません。",
        "マスタの一覧のシート名を書いてください（31文字まで、[ ] : * ? / \\ を使わず、_ で始めません）。",
    ),
    "proposal-without-condition": CatalogEntry(
        "error",
        "表「{table}」の提案先がありますが、どの行を提案するのか決まっていません。",
        "「{prefix}の条件」に、「達成度 = 達成」のように条件を書いてください。",
    ),
    "proposal-condition-malformed": CatalogEntry(
        "error",
        "提案の条件を読み取れません。{reason}。",
        "「達成度 = 達成 かつ 次年度の扱い = 基準化を提案」のように、同じ表の項目か、表の外の項目で書いてください。",
    ),
    "proposal-joining-nothing": CatalogEntry(
        "error",
        "「{key}」がありますが、似た行をまとめる項目が決まっていません。",
        "「{joining}」に、比べる文の項目（目標、具体的な取組内容 など）を「、」で区切って書くか、この行を消してください。",
    ),
    "proposal-joining-unknown": CatalogEntry(
        "error",
        "似た行をまとめるのに使う項目「{name}」が、表「{table}」にありません。{hint}",
        "まとめには型が 文字 か 長文 の項目を、組には型が 選択 か 複数選択 の項目を書いてください。",
    ),
    "proposal-joining-wards": CatalogEntry(
        "error",
        "提案する区の数「{value}」を読み取れません。",
        "「2」のように、いくつの区に広がったものから提案するかを数で書いてください。",
    ),
    "proposal-without-columns": CatalogEntry(
        "error",
        "表「{table}」の提案先がありますが、一覧のどの列に何を書くのか決まっていません。",
        "「{prefix}.本文」のように列ごとに行を設け、値に「{{{{目標}}}}」のように書いてください。",
    ),
    "proposal-unknown-item": CatalogEntry(
        "error",
        "提案の列に書く項目「{name}」がありません。{hint}",
        "記入する項目（同じ表か表の外のもの）、行ID・番号・部署コード・部署名・区コード・区名・次年度のどれかを書いてください。",
    ),
    "proposal-decides-itself": CatalogEntry(
        "error",
        "「{column}」の列は、提案のときに書き込めません。",
        "この行を消してください。採否は、人が見て決めます。",
    ),
    "proposal-target-reserved": CatalogEntry(
        "error",
        "提案先「{name}」は、採否を決めて使う一覧ではありません。",
        "マスタの決まったシートや、決定.xlsx の決まったシートではない名前を書いてください。提案は、決定.xlsx のその名前のシートに並びます。",
    ),
    "proposal-column-missing": CatalogEntry(
        "error",
        "提案先「{name}」に、見出し「{column}」の列がありません。{hint}",
        "マスタ.xlsx のシート「{name}」に列を加えるか、シート「_設定」の「{table}.提案.…」の列の名前を直してください。",
    ),
}
