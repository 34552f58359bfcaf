"""A sample ward: 14 departments, 41 long targets, every state of submission. All of it made up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kusei_batch.consolidate import build_coverage, merge_records, total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table, TotalsRow
from kusei_batch.core.period import Round
from kusei_batch.core.policy import Policy
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report.views import RoundFacts

WARD = Ward("130", "みどり区")
ROUND = Round("目標設定", "目標", 2026, dt.date(2026, 4, 6), dt.date(2026, 4, 24))
AS_OF = dt.date(2026, 5, 1)
SCENES = ("お知らせ", "電話対応", "庁舎案内", "対面対応", "地域訪問", "庁内体制", "共通")
PRINCIPLES = (
    "基本的な使命",
    "市民の視点",
    "市民と共感",
    "ニーズの把握",
    "適切なサービス提供",
    "快適な環境",
    "効率的運営",
    "組織間の連携",
)
TOWARDS = ("関連する組織目標", "参加部署", "区計画の事業")
QUARTERS = tuple(f"第{quarter}四半期" for quarter in range(1, 5))
SHOWN_IN_PAPERS = ("向き", "概算額", "使途", "前年度の達成度", "取組範囲", *QUARTERS, *TOWARDS)
"""What the shipped papers print of a target, and nobody has written here."""
BUDGETS = ("不要", "地域課題対応事業", "緊急対応")

DEPARTMENTS = tuple(
    Department(code, WARD, division, name, order, f"内線{2100 + order}")
    for order, (code, division, name) in enumerate(
        (
            ("1301", "", "危機管理担当"),
            ("1302", "まちづくり推進部", "総務課"),
            ("1303", "まちづくり推進部", "企画課"),
            ("1304", "まちづくり推進部", "地域振興課"),
            ("1305", "まちづくり推進部", "生涯学習支援課"),
            ("1306", "区民サービス部", "区民課"),
            ("1307", "区民サービス部", "保険年金課"),
            ("1308", "地域みまもり支援センター（福祉事務所・保健所支所）", "地域ケア推進課"),
            ("1309", "地域みまもり支援センター（福祉事務所・保健所支所）", "地域支援課"),
            ("1310", "地域みまもり支援センター（福祉事務所・保健所支所）", "児童家庭課"),
            ("1311", "地域みまもり支援センター（福祉事務所・保健所支所）", "高齢・障害課"),
            ("1312", "地域みまもり支援センター（福祉事務所・保健所支所）", "保護課"),
            ("1313", "地域みまもり支援センター（福祉事務所・保健所支所）", "衛生課"),
            ("1314", "", "道路公園センター"),
        ),
        start=1,
    )
)

GOALS = (
    ("初めて来庁した方が、案内表示だけで目的の窓口までたどり着けるようにします。", "(1) 正面入口から各窓口までを職員2名が実際に歩き、表示が途切れる箇所を6月までに洗い出します。\n(2) 途切れていた箇所に、床の色分けと番号を組み合わせた表示を置きます。\n(3) 9月と2月に来庁者50人へ聞き取りを行い、迷った箇所を図面に記録して次の改善に生かします。"),
    ("電話の取り次ぎを一度までとし、用件を二度お聞きしない応対を徹底します。", "(1) 問合せの多い30件について、担当と答え方をまとめた早見表を5月に作ります。\n(2) 取り次ぐ際は、聞き取った内容を取り次ぎ先へ必ず口頭で伝えます。\n(3) 毎月第2週に取り次ぎ回数を数え、二度以上となった原因を係の打合せで話し合います。"),
    ("手続に必要な持ち物を来庁前に確かめられるようにし、出直しをなくします。", "(1) 届出の種類ごとに、持ち物を写真で示した一枚の案内を作成します。\n(2) 案内をホームページと町内会の掲示板に掲示し、電話で問合せを受けた際にも同じ案内を用います。\n(3) 持ち物が足りずに出直しとなった件数を窓口で記録します。"),
    ("聞こえにくい方、日本語に不慣れな方とも、落ち着いてやり取りできる窓口にします。", "(1) 筆談具と多言語の指差しシートを全窓口に備えます。\n(2) 「やさしい日本語」の研修を全員が受け、窓口で使う説明文20種類を書き換えます。"),
    ("地域の集まりに出向いて制度を説明し、申請の漏れを防ぎます。", "(1) 町内会や老人クラブの会合へ年12回出向き、制度の要点を15分で説明します。\n(2) その場で寄せられた質問をまとめ、翌月の広報紙に答えを載せます。\n(3) 欠席された方のため、説明の資料を回覧に添えます。"),
    ("災害の際に職員が30分以内に持ち場へ着けるよう、初動の手順を身に付けます。", "(1) 持ち場ごとの初動の手順を一枚にまとめ、名札の裏に入れて携帯します。\n(2) 予告なしの参集訓練を年2回行い、到着までの時間を測ります。"),
    ("申請書の書き間違いを減らし、お客様が窓口で過ごす時間を短くします。", "(1) 記入台に拡大した記入例を置き、間違いの多い欄に色を付けます。\n(2) 混み合う月曜日の午前と連休明けは、記入を手伝う職員を1名置きます。\n(3) 受付から交付までの時間を毎月1回、午前と午後に分けて測り、前の月と比べて課内に掲示します。\n(4) 書き直しとなった申請書を種類ごとに数え、上位三つの様式について本庁の所管課へ改善を提案します。"),
    ("子ども連れの方が、周りを気にせずに相談できる場所を整えます。", "(1) 相談室の一角に敷物と絵本を置き、保育の経験がある職員が見守ります。\n(2) 予約の際にお子さまの人数をうかがい、部屋の広さを合わせます。"),
    ("公園や道路への要望に対し、受け付けた後の経過をお知らせします。", "(1) 受付から3日以内に現地を確かめ、対応の見通しを電話でお伝えします。\n(2) すぐに直せないものは理由と時期をお伝えし、一覧にして毎月点検します。\n(3) 対応を終えた際は、写真を添えて要望された方にお知らせします。"),
    ("月に一度、前の月に寄せられた声を全員で読み、応対の手本を共有します。", "(1) お褒めの言葉と苦情を係ごとに一枚にまとめます。\n(2) 朝礼で担当者が順に読み上げ、良い言い回しを書き留めます。"),
)  # fmt: skip
INDICATORS = (
    ("聞き取りで「迷わなかった」と答えた方の割合", Decimal(90), "％"),
    ("取り次ぎが一度までで済んだ電話の割合", Decimal(95), "％"),
    ("出直しとなった件数", Decimal(20), "件"),
    ("研修を受けた職員の割合", Decimal(100), "％"),
    ("出前説明会の回数", Decimal(12), "回"),
    ("持ち場に着くまでの平均時間", Decimal("27.5"), "分"),
)


def make_form() -> Form:
    fields = (
        _field("年度", None, FieldType.TEXT, "B1", kind=FieldKind.DISPLAY),
        _field("番号", "目標", FieldType.INTEGER, "A12", kind=FieldKind.DISPLAY),
        _field("場面", "目標", FieldType.CHOICES, "B12", choice_list="場面", help="当てはまるものをすべて"),
        _field("理念", "目標", FieldType.CHOICE, "C12", choice_list="理念"),
        _field("目標", "目標", FieldType.LONG_TEXT, "D12", help="市民から見て\nどう良くなるか"),
        _field("具体的な取組内容", "目標", FieldType.LONG_TEXT, "E12"),
        _field("評価指標", "目標", FieldType.TEXT, "F12"),
        _field("目標値", "目標", FieldType.NUMBER, "G12"),
        _field("単位", "目標", FieldType.TEXT, "H12"),
        _field("期限", "目標", FieldType.DATE, "I12"),
        _field("予算措置", "目標", FieldType.CHOICE, "J12", choice_list="予算措置"),
        _field("新規", "目標", FieldType.YES_NO, "K12"),
        *(_field(name, "目標", FieldType.TEXT, "L12", kind=FieldKind.DISPLAY) for name in SHOWN_IN_PAPERS),
        _field("記入者", None, FieldType.TEXT, "B3"),
        _field("記入日", None, FieldType.DATE, "D3"),
        _field("連絡事項", None, FieldType.LONG_TEXT, "B25"),
    )
    lists = {"場面": SCENES, "理念": PRINCIPLES, "予算措置": BUDGETS}
    return Form(
        id="目標",
        title="区役所サービス向上目標",
        number="第1号様式",
        version="1.0",
        fields=fields,
        tables=(Table("目標", 1, 3, 10),),
        choice_lists={name: tuple(map(Choice, values)) for name, values in lists.items()},
        totals=tuple(_totals()),
    )


def _field(name, table, type_, cell, *, kind=FieldKind.ENTRY, choice_list=None, help=""):  # noqa: A002
    return Field(
        name,
        table,
        kind,
        type_,
        Necessity.OPTIONAL,
        Severity.ERROR,
        "目標設定",
        (cell,),
        choice_list=choice_list,
        help=help,
    )


def _totals():
    for heading, content, width in (
        ("部署名", "{{部署名}}", "16"),
        ("番号", "{{番号}}", "6"),
        ("場面", "{{場面}}", "14"),
        (
            "目標及び具体的な取組内容",
            "【目標】\n{{目標}}\n【具体的な取組内容】\n{{具体的な取組内容}}\n【評価指標】{{評価指標}}　{{目標値}}{{単位}}",
            "72",
        ),
        ("実施結果及び目標の達成度", "", "34"),
    ):
        yield TotalsRow("目標一覧", "一覧", {"表": "目標", "見出し": heading, "内容": content, "幅": width})
    for sheet, row, column, value, chart in (
        ("場面別", "場面", "部署名", "件数", "積上げ棒"),
        ("理念別", "理念", "部署名", "件数", "棒"),
        ("予算措置別", "予算措置", "", "割合", "円"),
        ("目標値の合計", "部署名", "単位", "合計:目標値", ""),
        ("取組範囲別", "取組範囲", "", "件数", ""),
    ):
        words = {"表": "目標", "行": row, "列": column, "値": value, "図": chart}
        yield TotalsRow(sheet, "クロス集計", words)


FORM = make_form()
FILLED = ("1301", "1302", "1303", "1304", "1305", "1306", "1307", "1309", "1310", "1311", "1313")
ROWS = {"1301": 3, "1302": 3, "1303": 4, "1304": 5, "1305": 3, "1306": 5, "1307": 4, "1309": 3, "1310": 4, "1311": 4, "1313": 3}  # fmt: skip


def sha(code: str) -> str:
    return (code * 16)[:64]


def sheet_id(code: str) -> str:
    return f"R08-{code}-1-42"


def make_records() -> list[Record]:
    records = []
    for position, code in enumerate(FILLED):
        department = next(d for d in DEPARTMENTS if d.code == code)
        head = {
            "記入者": "担当係長",
            "記入日": dt.date(2026, 4, 15),
            "連絡事項": "=特になし" if code == "1302" else None,
        }
        records.append(_record(department, None, None, head, {"記入者": "B3", "記入日": "D3"}))
        records += [_target(department, position * 7 + n, n) for n in range(1, ROWS[code] + 1)]
    return records


def _target(department: Department, seed: int, number: int) -> Record:
    goal, actions = GOALS[seed % len(GOALS)]
    indicator, value, unit = INDICATORS[seed % len(INDICATORS)]
    fields = {
        "場面": tuple(dict.fromkeys(SCENES[(seed * k) % 7] for k in range(1, 1 + (1, 2, 1, 3)[seed % 4]))),
        "理念": PRINCIPLES[seed * 3 % 8] if seed % 9 else None,
        "目標": goal,
        "具体的な取組内容": actions,
        "評価指標": indicator,
        "目標値": value,
        "単位": unit,
        "期限": dt.date(2027, 3, 31) if seed % 3 else None,
        "予算措置": BUDGETS[0] if seed % 6 else BUDGETS[1 + seed % 2],
        "新規": seed % 2 == 0,
    }
    cells = {name: f"{'BCDEFGHIJK'[i]}{11 + number}" for i, name in enumerate(fields)}
    return _record(department, "目標", number, fields, cells)


def _record(department, table, number, fields, cells) -> Record:
    identity = sheet_id(department.code)
    row_id = f"{identity}-{table}{number}" if table else identity
    source = Source(sha(department.code), "目標設定", cells)
    return Record(identity, department, "目標", RowKey(table, row_id), number, fields, {}, source)


def make_problems() -> dict[str, list[Problem]]:
    """Too many rows at 1303, 1304 and 1306, nothing checkable at the latter two, a blank cell at 1312."""

    def found(code: str, severity: Severity, cell: str, **params: str) -> Problem:
        return Problem(code, severity, Location("目標設定", (cell,), "目標"), params)

    def many(count: str) -> Problem:
        return found("unusually-many-rows", Severity.WARNING, "D15", table="目標", count=count, usual="3")

    vague = found("nothing-checkable", Severity.WARNING, "D12", place="1行目", fields="「目標」「評価指標」")
    read = found("date-read", Severity.INFO, "I12", place="期限", text="R9.3.31", value="令和9年3月31日")
    return {
        sha("1303"): [many("4")],
        sha("1304"): [vague, many("5")],
        sha("1306"): [vague, many("5"), read],
        sha("1312"): [found("required-blank", Severity.ERROR, "F12", place="1行目の評価指標")],
    }


def make_facts(**changes) -> RoundFacts:
    """1308 and 1314 returned nothing, 1312 was sent back, 1313 has nothing more than its rows, 1307 was late."""
    issued = {
        d.code: IssuedSheet(sheet_id(d.code), "目標設定", "目標", "1.0", 2026, "130", d.code, "", ROUND.opens)
        for d in DEPARTMENTS
    }
    receipts = [
        Receipt(
            sha(code),
            f"みどり区/{code}/R08_目標設定_{code}.xlsx",
            dt.date(2026, 4, 27 if code == "1307" else 20),
            Verdict.ACCEPTED,
            sheet_id(code),
        )
        for code in FILLED
    ]
    receipts.append(
        Receipt(
            sha("1312"), "みどり区/1312/目標設定(1).xlsx", dt.date(2026, 4, 23), Verdict.SENT_BACK, sheet_id("1312")
        )
    )
    receipts.append(
        Receipt(
            sha("1308"),
            "みどり区/1308/目標設定.xlsx",
            dt.date(2026, 4, 23),
            Verdict.ACCEPTED,
            sheet_id("1308"),
            nothing_to_report=True,
        )
    )
    coverage = build_coverage(DEPARTMENTS, ROUND, issued, receipts, make_problems(), AS_OF)
    records = merge_records(changes.pop("records", make_records()), coverage)
    facts = {
        "city": "みほん市",
        "ward": WARD,
        "round": ROUND,
        "form": FORM,
        "as_of": AS_OF,
        "coverage": coverage,
        "records": records,
        "crosstabs": total_crosstabs(FORM, records, DEPARTMENTS, YearSpan(2026)),
        "policies": [
            Policy(2026, "130", "1", "市民の立場に立ち、分かりやすく、待たせない窓口をつくります。"),
            Policy(
                2026,
                "130",
                "2",
                "声を聴き、記録し、全員で改善につなげます。寄せられた御意見は、良いものも厳しいものも係を越えて共有し、翌月までに取組の有無をお答えします。",
            ),
            Policy(2026, "130", "3", "地域に出向き、暮らしの困りごとを早く見つけます。"),
            Policy(2026, "130", "4", "災害に備え、誰もが初動を担える区役所にします。"),
        ],
        "problems": make_problems(),
        "links": {sha(d.code): f"../../../../inbox/みどり区/{d.code}/R08_目標設定_{d.code}.xlsx" for d in DEPARTMENTS},
    }
    return RoundFacts(**{**facts, **changes})
