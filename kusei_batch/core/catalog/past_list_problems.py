"""Problems of kusei import: lists and filled workbooks from before the tool, and the map by which they are read."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

_AGAIN = (
    "直したファイルを、もう一度 kusei import で取り込んでください（受理した部署のものは、変わった欄だけが替わります）。"
)

MESSAGES: dict[str, CatalogEntry] = {
    "past-heading-missing": CatalogEntry(
        "error",
        "「{sheet}」に書かれた見出し「{heading}」が、ファイルのどのシートにもありません。",
        "{hint}マスタ.xlsx の「{sheet}」の見出しを、ファイルのとおりに直してください。",
    ),
    "past-heading-unmapped": CatalogEntry(
        "warning",
        "{headings}の列は「{map}」にないので、取り込みません。",
        "取り込むなら、マスタ.xlsx の「{map}」に行を足してください。要らない列なら、取り込み方を「使わない」として足すと、次から知らせません。",
    ),
    "past-heading-twice": CatalogEntry(
        "error",
        "同じ見出し「{heading}」の列が{count}つあります。どちらを取り込むのか分かりません。",
        "ファイルの見出しを、違う言葉に直してください。",
    ),
    "past-department-unknown": CatalogEntry(
        "error",
        "「{value}」という部署は、マスタ.xlsx の「部署」にありません。この行は取り込みません。",
        "{hint}名前が変わった課なら、「{map}」の部署の行の言いかえに「{value}＝（部署コードか今の課名）」と書くか、マスタの「部署」に終了日と引継先を付けて足してください。計や注記の行なら、取り込み方「除く」の行を足してください。",
    ),
    "past-department-blank": CatalogEntry(
        "error",
        "どの部署のものか、書かれていません。この行は取り込みません。",
        "部署の見出しの列に、部署コードか課名を書いてください（上の行と同じと読むのは、上の行とつないだセルか、番号のある行だけです）。注記の行なら、一覧から消してください。",
    ),
    "past-department-above": CatalogEntry(
        "warning",
        "部署が空欄なので、上の行と同じ「{value}」のものとして取り込みます。",
        "違うなら、部署の列に書いて取り込み直してください。注記の行なら、一覧から消してください。",
    ),
    "past-year-unknown": CatalogEntry(
        "error",
        "「{value}」を年度として読み取れません。この行は取り込みません。",
        "「令和7年度」「R7」「2025」のように書いてください。",
    ),
    "past-year-not-past": CatalogEntry(
        "error",
        "「{value}」は{year}で、今の年度（{now}）より前ではありません。この行は取り込みません。",
        "取り込めるのは、前年度までのものです。一覧の年度か、マスタ.xlsx の「{map}」の年度の行を直してください。今の年度のものは、様式を配って提出してもらってください。",
    ),
    "past-round-unknown": CatalogEntry(
        "error",
        "「{value}」という、様式「{form}」の回は、設定（config.toml かマスタのシート「回」）にありません。この行は取り込みません。",
        "{hint}前年度の値は、同じ名前の回から写します。設定の回の名前のとおりに書いてください。",
    ),
    "past-round-issued": CatalogEntry(
        "error",
        "{year}の「{round}」は、この部署に様式を配っています。取り込むと配ったものと重なるので、取り込みません。",
        "配った様式で提出してもらってください。",
    ),
    "past-row-twice": CatalogEntry(
        "warning",
        "{first}と同じ内容の行です。1件として取り込みます。",
        "別の取組なら、違いが分かるように書き足してください。",
    ),
    "past-number-twice": CatalogEntry(
        "error",
        "番号「{value}」の行が、同じ部署に二つあります（{first}）。内容が違うので、この部署のものは取り込みません。",
        f"番号を直すか、要らないほうの行を消してください。{_AGAIN}",
    ),
    "past-individual-number": CatalogEntry(
        "error",
        "個人番号（マイナンバー）と見られる数字があります。ファイルを控えに入れないように、何も取り込みません。",
        "その欄を消してから、もう一度取り込んでください。",
    ),
    "past-nothing-found": CatalogEntry(
        "error",
        "取り込む行が一つもありません。",
        "ファイルと、マスタ.xlsx の「{map}」の見出しが合っているか確かめてください。",
    ),
    "past-not-in-file": CatalogEntry(
        "warning",
        "前にこの一覧から取り込んだ{department}の{year}「{round}」が、このファイルにはありません。前に取り込んだままにします。",
        "ファイルから落としたのが誤りなら、行を戻して、もう一度取り込んでください。",
    ),
}
