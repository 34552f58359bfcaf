"""Problems of 写真 fields: in the definition of a form, and in what came back."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

_INSERT = (
    "欄を選び、「挿入」→「画像」（LibreOfficeは「挿入」→「画像」、Excelの「セルに配置」でも可）で、"
    "JPEGかPNGの写真を1枚入れてください。"
)

DEFINITIONS: dict[str, CatalogEntry] = {
    "picture-not-entered": CatalogEntry(
        "error",
        "型が「写真」の項目を、区分「{kind}」にはできません。",
        '区分を「記入」にしてください。前の回や前の年度の写真は、資料とページのひな形で 回("…") や 前年度("…") から見せられます。',
        "写真は部署がその年に入れるもので、前の回から写したり、計算したりはできません。",
    ),
    "formula-of-picture": CatalogEntry(
        "error",
        "{heading}で、型が「写真」の項目「{name}」を使っています。",
        "写真があるかどうかを確かめるなら、「_検査」か「条件」に「{name} = 空欄」のように書いてください。",
        "セルの上に写真があるかどうかを、Excelの式では求められません。",
    ),
    "expression-of-picture": CatalogEntry(
        "error",
        "{heading}で、型が「写真」の項目「{name}」を、値と比べています。",
        "写真の項目は、「{name} = 空欄」「{name} ≠ 空欄」とだけ書けます。",
    ),
}

MESSAGES: dict[str, CatalogEntry] = {
    "picture-missing": CatalogEntry(
        "error",
        "{place}に写真がありません。",
        f"{_INSERT}写真がないときは、この欄だけでなく、この写真についての記入を見直してください。",
        "写真の要る欄に、写真が載っていません。欄から離れたところにある写真は、その欄の写真とみなしません。",
        summary="写真が要る欄に写真のないもの",
    ),
    "several-pictures": CatalogEntry(
        "error",
        "{place}に、写真が{count}枚載っています。",
        "1枚だけ残して、ほかは消してください（重なって隠れていることがあります。図をつかんで動かすと分かります）。",
        "一つの欄の写真は1枚です。どれを使うかを、こちらでは決められません。同じ写真が2枚重なっていることもあります。",
        summary="一つの欄に写真が2枚以上あるもの",
    ),
    "picture-kind": CatalogEntry(
        "error",
        "{place}の写真は{kind}なので、使えません。",
        "写真を JPEG か PNG にして入れ直してください（図を右クリックして「図として保存」でPNGを選び、それを入れ直します。"
        "iPhone の HEIC は、写真アプリで JPEG に書き出します。図形やWordからの貼り付けは、"
        "「形式を選択して貼り付け」で「図（PNG）」を選びます）。",
        "使えるのは JPEG と PNG です（GIF と BMP も受け取ります）。EMF・WMF・SVG（線で描いた図）、WebP、HEIC、TIFF などは使えません。",
        summary="写真の形式が使えないもの",
    ),
    "picture-linked": CatalogEntry(
        "error",
        "{place}の写真は、様式の中になく、ほかの場所のファイルにつながっているだけです。",
        "写真を消し、「挿入」→「画像」→「このデバイス」で、ファイルそのものを入れてください（「ファイルにリンク」は選びません）。",
        "「ファイルにリンク」や IMAGE 関数で入れた写真は、こちらでは開けません。",
        summary="写真がほかの場所のファイルにつながっているだけのもの",
    ),
    "picture-unreadable": CatalogEntry(
        "error",
        "{place}の写真が壊れていて、開けません。",
        "写真を消して、もとのファイルから入れ直してください。",
        summary="写真が壊れているもの",
    ),
    "picture-lost": CatalogEntry(
        "error",
        "{place}は #VALUE! などのエラーになっていて、写真がありません。",
        f"欄の内容を消してください。{_INSERT}",
        "Excelの「セルに配置」で入れた写真は、ほかのソフトや古いExcelで開いて保存すると失われます。",
        summary="セルの中の写真が失われたもの",
    ),
    "picture-too-many-pixels": CatalogEntry(
        "error",
        "{place}の写真は、画素が多すぎます（{pixels}画素、上限{limit}画素）。",
        "写真アプリで縮小してから入れ直してください（長いほうの辺が3000ピクセルもあれば、印刷にも足ります）。",
        summary="写真の画素が多すぎるもの",
    ),
    "picture-too-large": CatalogEntry(
        "error",
        "{place}の写真は{size}MBあります（上限{limit}MB）。",
        "図を選び、「図の形式」→「図の圧縮」で解像度を「印刷用（220ppi）」か「Web（150ppi）」にして保存するか、"
        "写真アプリで縮小してから入れ直してください。",
        summary="写真のファイルが大きすぎるもの",
    ),
    "words-for-picture": CatalogEntry(
        "error",
        "{place}には写真がなく、「{text}」と書かれています。",
        f"文字を消してください。{_INSERT}写真がなければ、欄を空けておいてください。",
        "写真の欄は、写真を載せるところです。ファイルの名前や「別添」と書かれても、写真は届きません。",
        summary="写真の欄に文字が書かれているもの",
    ),
    "words-beside-picture": CatalogEntry(
        "info",
        "{place}の「{text}」は使いません。写真だけを受け取りました。",
        "写真の説明は、説明の欄に書いてください。",
        "写真の欄のセルに、文字も書かれています。",
        about="handling",
    ),
    "picture-cropped": CatalogEntry(
        "info",
        "{place}の写真は、トリミングされた部分を除いて使います。",
        "正しければ、直す必要はありません。隠した部分もファイルには残っています。残したくないときは、"
        "「図の圧縮」で「図のトリミング部分を削除する」を選んでください。",
        "資料とページには、様式で見えている部分だけが出ます。",
        about="handling",
    ),
    "picture-redrawn": CatalogEntry(
        "info",
        "{place}の写真は{kind}なので、PNGに直して使います。",
        "正しければ、直す必要はありません（動く画像は、初めの1枚だけになります）。",
        about="handling",
    ),
}

ASTRAY: dict[str, CatalogEntry] = {
    "picture-astray": CatalogEntry(
        "warning",
        "写真の欄の上にない図があります。写真としては受け取っていません。",
        "写真として出すときは、図をつかんで、写真の欄（{cells}）の上に動かしてください。資料として見てもらうものは、提出先に別に渡してください。",
        "写真は、写真の欄に重なっているものだけを受け取ります。少しはみ出していても構いません。",
        about="handling",
    ),
}
