"""More forms that offices hand out, as people draw them: what is printed in their boxes, and what a coordinator expects.

Layouts follow public forms; every word is written afresh.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Border
from openpyxl.utils import get_column_letter

from tests.xlsx.paper_forms import THIN, Drawn


def accident() -> Workbook:
    """事故報告書: groups down the side, eras to ring, a day with its time, boxes to tick, an amount within a choice."""
    d = Drawn("事故報告", (5, 5, 12, 12, 12, 12, 12, 12))
    d.text("A1", "別記様式", 9)
    d.text("A2:H2", "事　故　報　告　書", 16, "center")
    d.text("A3", "□第１報　□第２報　□最終報")
    d.text("H3", "報告日：令和　年　月　日", align="right")
    d.box("A4:A6", "報告者", vertical=True)
    d.boxes(B4_C4="事業所名", D4_H4=None)
    d.boxes(B5_C5="所在地", D5_H5="〒")
    d.boxes(B6_C6="報告者職・氏名", D6_E6=None, F6="電話番号", G6_H6=None)
    d.box("A7:A10", "利用者", vertical=True)
    d.boxes(B7_C7="フリガナ", D7_E7=None, F7_F8="性別", G7_H8="□男　□女")
    d.boxes(B8_C8="氏名", D8_E8=None)
    d.boxes(B9_C9="生年月日", D9_E9="T・S・H・R　　年　　月　　日", F9="年齢", G9_H9="　　　歳")
    d.boxes(B10_C10="要介護度", D10_H10="□要支援１　□要支援２　□要介護１　□要介護２　□要介護３　□要介護４　□要介護５")
    d.box("A11:A15", "事故の概要", vertical=True)
    d.boxes(B11_C11="発生日時", D11_H11="令和　　年　　月　　日　　午前・午後　　時　　分")
    d.boxes(B12_C12="発生場所", D12_H12="□居室　□廊下　□トイレ　□浴室　□屋外　□その他（　　　　　　　）")
    d.boxes(B13_C13="事故の種別\n（複数該当可）", D13_H13="□転倒　□転落　□誤嚥　□誤薬　□その他（　　　　　　　）")
    d.boxes(B14_C15="発生時の状況\n（できるだけ詳しく）", D14_H15=None)
    d.box("A16:A18", "対応", vertical=True)
    d.boxes(B16_C16="医療機関", D16_H16=None)
    d.boxes(B17_C17="家族への連絡", D17="月　日", E17="時　分", F17="続柄", G17_H17=None)
    d.boxes(B18_C18="対応の内容", D18_H18=None)
    d.boxes(A19_C20="再発防止に向けての\n今後の対応", D19_H20=None)
    d.boxes(A21_C21="損害賠償", D21_H21="有（　　　　　円）・無・検討中")
    d.text("A22", "注１）記載しきれない場合は、別紙を添付すること。")
    return d.workbook


def trip() -> Workbook:
    """出張復命書: seals, two tables, a period from 自 to 至, totals of totals."""
    d = Drawn("復命書", (9, 13, 13, 14, 11, 16))
    d.text("A1:F1", "出　張　復　命　書", 16, "center")
    for column, text in zip("CDEF", ("部長", "課長", "係長", "係"), strict=True):
        d.box(f"{column}2", text)
        d.box(f"{column}3")
    d.text("A4", "令和　　年　　月　　日")
    d.text("A5", "次のとおり出張したので、復命します。")
    d.box("A6:A8", "出張者")
    d.boxes(B6="職名", C6_D6="氏名", E6_F6="備考")
    for r in (7, 8):
        d.boxes(**{f"B{r}": None, f"C{r}_D{r}": None, f"E{r}_F{r}": None})
    d.boxes(A9="用務", B9_F9=None)
    d.boxes(A10="用務地", B10_F10=None)
    d.boxes(A11_A12="期間", B11="自", C11_D11="令和　年　月　日", E11_F12="（　　泊　　日）")
    d.boxes(B12="至", C12_D12="令和　年　月　日")
    d.text("A14", "旅費")
    d.boxes(A15="月日", B15="出発地", C15="到着地", D15="交通機関", E15="距離（km）", F15="運賃（円）")
    for r in range(16, 22):
        for c in "ABCDEF":
            d.box(f"{c}{r}")
    d.boxes(A22_D22="小計", E22=None, F22=None)
    d.boxes(A23_D23="宿泊料　　　　夜", E23_F23=None)
    d.boxes(A24_D24="合計", E24_F24=None)
    d.boxes(A26="復命事項", B26_F34=None)
    return d.workbook


def application() -> Workbook:
    """補助金交付申請書: no boxes at all, lines to write on, numbered items, an amount between 「金」 and 「円」."""
    d = Drawn("申請書", (4, 22, 12, 14, 14, 22))
    d.text("A1", "第１号様式（第６条関係）", 9)
    d.text("F2", "年　　月　　日", align="right")
    d.text("A3", "（あて先）見　本　市　長")
    for r, label in ((4, "所在地"), (5, "団体名"), (6, "代表者職氏名"), (7, "連絡先（電話）")):
        d.text(f"D{r}", label)
        for c in "EF":
            d.sheet[f"{c}{r}"].border = Border(bottom=THIN)
        d.sheet.merge_cells(f"E{r}:F{r}")
    d.text("A9:F9", "地域活動支援補助金交付申請書", 14, "center")
    d.text("A10", "　標記の補助金の交付を受けたいので、次のとおり申請します。")
    d.text("A11:F11", "記", 11, "center")
    items = (
        (12, "１　補助事業の名称"),
        (13, "２　補助事業の目的"),
        (15, "４　事業の着手予定"),
        (16, "５　事業の完了予定"),
        (17, "６　総事業費"),
    )
    for r, label in items:
        d.text(f"A{r}:B{r}", label)
        for c in "CDEF":
            d.sheet[f"{c}{r}"].border = Border(bottom=THIN)
        d.sheet.merge_cells(f"C{r}:F{r}")
    d.text("A14:B14", "３　交付申請額")
    d.text("C14", "金")
    for c in "DE":
        d.sheet[f"{c}14"].border = Border(bottom=THIN)
    d.sheet.merge_cells("D14:E14")
    d.text("F14", "円")
    d.sheet["C15"] = "　　　年　　月　　日"
    d.sheet["C16"] = "　　　年　　月　　日"
    d.text("A19", "添付書類")
    for r, t in ((20, "(1)　事業計画書"), (21, "(2)　収支予算書"), (22, "(3)　団体の規約"), (23, "(4)　役員名簿")):
        d.text(f"B{r}", t)
        d.text(f"A{r}", "□")
    return d.workbook


def health() -> Workbook:
    """健康観察票: two rows a record with a unit in their labels, fourteen days across."""
    d = Drawn("健康観察", (5, 16, 10, *([6] * 14)))
    d.text("A1:Q1", "健　康　観　察　票", 16, "center")
    d.boxes(A2_B2="所属", C2_H2=None, I2_K2="責任者", L2_Q2=None)
    d.text("A3", "体温は測定値を、症状は下の番号を記入してください。")
    d.box("A4:A5", "№")
    d.box("B4:B5", "氏名")
    d.box("C4:C5", "項目")
    d.box("D4:Q4", "月　日")
    for i in range(14):
        d.box(f"{get_column_letter(4 + i)}5", f"{i + 1}日目")
    for top in range(6, 26, 2):
        d.box(f"A{top}:A{top + 1}", (top - 4) // 2)
        d.box(f"B{top}:B{top + 1}")
        d.boxes(**{f"C{top}": "体温（℃）", f"C{top + 1}": "症状"})
        for i in range(14):
            d.box(f"{get_column_letter(4 + i)}{top}")
            d.box(f"{get_column_letter(4 + i)}{top + 1}")
    d.text("A27", "症状　１：せき　２：のどの痛み　３：倦怠感　４：その他")
    return d.workbook


def shift() -> Workbook:
    """勤務実績表: a row a day with times, a column for seals, hours worked out from the times."""
    d = Drawn("勤務表", (6, 6, 11, 11, 11, 11, 26, 8))
    d.text("A1:H1", "会計年度任用職員　勤務実績表", 16, "center")
    d.text("A2", "令和　　年　　月分")
    d.boxes(A3_B3="所属", C3_D3=None, E3="職名", F3_H3=None)
    d.boxes(A4_B4="氏名", C4_D4=None, E4="任用期間", F4_H4="　年　月　日～　年　月　日")
    d.box("A5:A6", "日")
    d.box("B5:B6", "曜日")
    d.box("C5:D5", "勤務時間")
    d.boxes(C6="始業", D6="終業")
    d.box("E5:E6", "休憩\n（分）")
    d.box("F5:F6", "実働\n（時間）")
    d.box("G5:G6", "業務内容")
    d.box("H5:H6", "確認印")
    for r in range(7, 38):
        for c in "ABCDEFGH":
            d.box(f"{c}{r}")
        d.sheet[f"A{r}"] = r - 6
        d.sheet[f"F{r}"] = f'=IF(D{r}="","",(D{r}-C{r})*24-E{r}/60)'
        d.sheet[f"C{r}"].number_format = d.sheet[f"D{r}"].number_format = "h:mm"
    d.boxes(A38_E38="合計", F38="=SUM(F7:F37)", G38_H38="勤務日数　　　　日")
    return d.workbook


def quote() -> Workbook:
    """見積依頼書: amounts calculated, three rows of totals below the table."""
    d = Drawn("見積依頼", (6, 22, 18, 8, 8, 12, 14, 16))
    d.text("A1:H1", "見　積　依　頼　書", 18, "center")
    d.text("H2", "第　　　　号", align="right")
    d.text("A3", "　　　　　　　　　　御中")
    d.boxes(A4_B4="件名", C4_H4=None)
    d.boxes(A5_B5="納入期限", C5_D5="令和　年　月　日", E5_F5="納入場所", G5_H5=None)
    d.boxes(A6_B6="見積書提出期限", C6_D6="令和　年　月　日（　）", E6_F6="担当", G6_H6="　　　課　　　　　係")
    for c, t in zip(
        "ABCDEFGH", ("No.", "品名", "規格・型番", "数量", "単位", "単価（税抜）", "金額（税抜）", "摘要"), strict=True
    ):
        d.box(f"{c}8", t)
    for r in range(9, 19):
        for c in "ABCDEFGH":
            d.box(f"{c}{r}")
        d.sheet[f"G{r}"] = f'=IF(D{r}="","",D{r}*F{r})'
    for r, t, f in (
        (19, "小計", "=SUM(G9:G18)"),
        (20, "消費税（10%）", "=ROUNDDOWN(G19*0.1,0)"),
        (21, "合計", "=G19+G20"),
    ):
        d.box(f"A{r}:F{r}", t)
        d.box(f"G{r}", f)
        d.box(f"H{r}")
    d.boxes(A23_B24="特記事項", C23_H24=None)
    d.text("A26", "【注意】軽減税率対象品目は摘要欄に「※」を記入のこと。")
    return d.workbook


def membership() -> Workbook:
    """自治会加入届: numbered choices, telephones with their kind printed, a unit alone in a column, a slip to cut off."""
    d = Drawn("加入届", (14, 20, 10, 18, 8, 20))
    d.text("A1:F1", "自治会・町内会　加入届", 16, "center")
    d.text("A2", "　　　　　　　自治会長　様")
    d.text("F3", "届出日　令和　年　月　日", align="right")
    d.boxes(A4="ふりがな", B4_C4=None, D4_D5="電話番号", E4_F4="自宅　　　　（　　　）")
    d.boxes(A5="世帯主氏名", B5_C5=None, E5_F5="携帯　　　　（　　　）")
    d.boxes(A6="住所", B6_F6="見本市みどり区")
    d.boxes(A7="住居の種類", B7_F7="１ 戸建　２ 分譲マンション　３ 賃貸　４ 社宅・寮　５ その他")
    d.boxes(A8="入居日", B8_C8="　　年　　月　　日", D8="回覧板", E8_F8="要 ・ 不要")
    d.text("A9", "同居のご家族（差し支えない範囲でご記入ください）")
    d.boxes(A10="続柄", B10="氏名", C10="性別", D10="生年月日", E10="年齢", F10="備考（学校名等）")
    for r in range(11, 17):
        d.boxes(
            **{f"A{r}": None, f"B{r}": None, f"C{r}": "男・女", f"D{r}": "　年　月　日", f"E{r}": "歳", f"F{r}": None}
        )
    d.boxes(A17="緊急連絡先", B17="氏名", C17_D17=None, E17="電話", F17=None)
    d.boxes(A18="災害時の支援", B18_F18="希望する（理由：　　　　　　　　　　　　）・希望しない")
    d.text("A20:F20", "- - - - - - - - - - - - - - - - き　り　と　り - - - - - - - - - - - - - - - -", 10, "center")
    d.text("A21:F21", "自治会費領収書", 14, "center")
    d.boxes(A22="氏名", B22_C22="　　　　　　　　　　様", D22="金額", E22_F22="　　　　　　　円")
    return d.workbook


def shelter() -> Workbook:
    """避難所開設チェックリスト: sections across, a box to tick in two columns, times."""
    d = Drawn("開設", (5, 44, 8, 8, 12, 14, 22))
    d.text("A1:G1", "避難所開設チェックリスト", 16, "center")
    d.boxes(A2_B2="避難所名", C2_D2=None, E2="開設日時", F2_G2="　月　日　　時　　分")
    d.boxes(A3_B3="記入者（所属・氏名）", C3_G3=None)
    row = 4
    for c, t in zip("ABCDEFG", ("No.", "確認事項", "済", "不可", "時刻", "担当者", "備考"), strict=True):
        d.box(f"{c}{row}", t)
    row = 5
    n = 1
    for section, items in (
        ("１　安全の確認", ("建物に傾き、ひび割れがない", "ガラスの破損がない", "ガス漏れ、漏電がない")),
        ("２　開設の準備", ("門と出入口を開ける", "受付を置く", "立入禁止の場所を示す", "トイレが使えるか確かめる")),
        ("３　報告", ("区本部へ開設を連絡する",)),
    ):
        d.box(f"A{row}:G{row}", section, align="left")
        row += 1
        for it in items:
            d.boxes(
                **{
                    f"A{row}": n,
                    f"B{row}": it,
                    f"C{row}": "□",
                    f"D{row}": "□",
                    f"E{row}": "：",
                    f"F{row}": None,
                    f"G{row}": None,
                }
            )
            row += 1
            n += 1
    row += 1
    d.boxes(
        **{
            f"A{row}_B{row}": "避難者数（○時現在）",
            f"C{row}_D{row}": "　　　人",
            f"E{row}": "世帯数",
            f"F{row}_G{row}": "　　世帯",
        }
    )
    row += 1
    d.boxes(
        **{
            f"A{row}_B{row}": "うち要配慮者",
            f"C{row}_D{row}": "　　　人",
            f"E{row}": "ペット",
            f"F{row}_G{row}": "犬　匹・猫　匹・その他",
        }
    )
    return d.workbook


def monthly() -> Workbook:
    """窓口取扱件数月報: the days of a month across, sums at the end of rows and columns."""
    d = Drawn("月報", (4, 18, *([4.2] * 31), 7))
    d.text("A1:AG1", "窓口取扱件数　月報", 14, "center")
    d.text("A2", "令和　　年　　月分")
    d.text("T2", "課名：")
    d.box("W2:AG2")
    d.boxes(A3_B3="区分")
    for i in range(31):
        d.box(f"{get_column_letter(3 + i)}3", f"{i + 1}")
    d.box("AH3", "計")
    items = ("転入", "転出", "転居", "印鑑登録", "証明発行", "その他")
    for k, it in enumerate(items):
        r = 4 + k
        d.boxes(**{f"A{r}": k + 1, f"B{r}": it})
        for i in range(31):
            d.box(f"{get_column_letter(3 + i)}{r}")
        d.box(f"AH{r}", f"=SUM(C{r}:AG{r})")
    d.boxes(A10_B10="計")
    for i in range(32):
        d.box(f"{get_column_letter(3 + i)}10", f"=SUM({get_column_letter(3 + i)}4:{get_column_letter(3 + i)}9)")
    d.text("A12", "特記事項")
    d.box("A13:AH16")
    return d.workbook


def graph() -> Workbook:
    """会議室使用申込簿: on graph paper, headings and records of several of its rows."""
    d = Drawn("使用簿", (1.6,) * 50)

    def rect(x, y, w, h, text=None, **k):
        d.box(f"{get_column_letter(x)}{y}:{get_column_letter(x + w - 1)}{y + h - 1}", text, **k)

    for r in range(1, 60):
        d.sheet.row_dimensions[r].height = 10
    d.text("A1:AX3", "会議室等使用申込簿", 16, "center")
    rect(1, 5, 8, 2, "所属")
    rect(9, 5, 17, 2)
    rect(26, 5, 8, 2, "申込者")
    rect(34, 5, 17, 2)
    rect(1, 7, 8, 2, "内線")
    rect(9, 7, 17, 2)
    rect(26, 7, 8, 2, "申込日")
    rect(34, 7, 17, 2, "　年　月　日")
    rect(1, 10, 3, 4, "No")
    rect(4, 10, 8, 4, "使用日")
    rect(12, 10, 14, 2, "使用時間")
    rect(12, 12, 7, 2, "開始")
    rect(19, 12, 7, 2, "終了")
    rect(26, 10, 8, 4, "会議室")
    rect(34, 10, 5, 4, "人数\n（人）")
    rect(39, 10, 12, 4, "目的")
    for k in range(8):
        y = 14 + 3 * k
        rect(1, y, 3, 3, k + 1)
        rect(4, y, 8, 3)
        rect(12, y, 7, 3)
        rect(19, y, 7, 3)
        rect(26, y, 8, 3)
        rect(34, y, 5, 3)
        rect(39, y, 12, 3)
    rect(1, 39, 8, 6, "備考")
    rect(9, 39, 42, 6)
    d.text("A46", "※太枠内を記入してください。")
    return d.workbook


_ACTIONS = (
    *("建物に傾き・ひび割れがない", "ガラスの破損がない", "ガス漏れ・漏電がない", "門と出入口を開ける", "受付を置く"),
    *("立入禁止の場所を示す", "トイレが使えるか確かめる", "区本部へ開設を連絡する"),
)
_COLUMNS = ("済 はい・いいえ", "不可 はい・いいえ", "時刻 文字", "担当者 文字", "備考 文字")
_COUNTERS = ("転入", "転出", "転居", "印鑑登録", "証明発行", "その他")

# By form: what a coordinator would have written in _項目, 表.項目 型.
EXPECTED = {
    "accident": """
        報告日 日付 / 事業所名 文字 / 所在地 文字 / 報告者職・氏名 文字 / 電話番号 文字 / フリガナ 文字 / 性別 選択 / 氏名 文字 / 生年月日 日付
        / 年齢 整数 / 要介護度 選択 / 発生日時 文字 / 発生場所 選択 / 事故の種別 複数選択 / 発生時の状況 長文 / 医療機関 長文
        / 続柄 文字 / 対応の内容 長文 / 再発防止に向けての今後の対応 長文 / 損害賠償 選択""",
    "trip": """
        提出年月日 日付 / 用務 長文 / 用務地 長文 / 期間の始め 日付 / 期間の終わり 日付 / 宿泊料夜 文字 / 合計 数値 / 復命事項 長文
        / 出張者.職名 文字 / 出張者.氏名 文字 / 出張者.備考 文字 / 旅費.月日 日付 / 旅費.出発地 文字 / 旅費.到着地 文字
        / 旅費.交通機関 文字 / 旅費.距離 数値 / 旅費.運賃 数値""",
    "application": """
        提出年月日 日付 / 所在地 文字 / 団体名 文字 / 代表者職氏名 文字 / 連絡先 文字 / 補助事業の名称 文字 / 補助事業の目的 長文
        / 交付申請額 数値 / 事業の着手予定 日付 / 事業の完了予定 日付 / 総事業費 数値""",
    "health": "責任者 文字 / 明細.氏名 文字 / "
    + " / ".join(f"明細.体温の{day}日目 数値 / 明細.症状の{day}日目 文字" for day in range(1, 15)),
    "shift": """
        対象年月 文字 / 職名 文字 / 氏名 文字 / 任用期間 文字 / 明細.曜日 文字 / 明細.勤務時間の始業 文字 / 明細.勤務時間の終業 文字
        / 明細.休憩 数値 / 明細.業務内容 長文""",
    "quote": """
        件名 文字 / 納入期限 日付 / 納入場所 文字 / 見積書提出期限 日付 / 担当 文字 / 特記事項 長文 / 明細.品名 文字
        / 明細.規格・型番 文字 / 明細.数量 整数 / 明細.単位 文字 / 明細.単価 数値 / 明細.金額 数値 / 明細.摘要 文字""",
    "membership": """
        ふりがな 文字 / 電話番号 文字 / 世帯主氏名 文字 / 電話番号の携帯 文字 / 住居の種類 選択 / 入居日 日付 / 回覧板 選択
        / 氏名 文字 / 電話 文字 / 災害時の支援 選択 / 自治会費領収書の氏名 文字 / 金額 数値 / 明細.続柄 文字 / 明細.氏名 文字
        / 明細.性別 選択 / 明細.生年月日 日付 / 明細.年齢 整数 / 明細.備考 文字""",
    "shelter": "避難所名 文字 / 開設日時 文字 / 記入者 文字 / 避難者数 整数 / 世帯数 整数 / うち要配慮者 整数 / "
    + " / ".join(f"{action}の{column}" for action in _ACTIONS for column in _COLUMNS),
    "monthly": "対象年月 文字 / 特記事項 長文 / "
    + " / ".join(f"{name}の{day} 数値" for name in _COUNTERS for day in range(1, 32)),
    "graph": """
        申込者 文字 / 内線 文字 / 申込日 日付 / 備考 長文 / 明細.使用日 日付 / 明細.使用時間の開始 文字
        / 明細.使用時間の終了 文字 / 明細.会議室 文字 / 明細.人数 整数 / 明細.目的 長文""",
}
# By form: the tables, how many rows one record takes and for how many records there is room.
TABLES = {
    "trip": {"出張者": (1, 2), "旅費": (1, 6)},
    "health": {"明細": (2, 10)},
    "shift": {"明細": (1, 31)},
    "quote": {"明細": (1, 10)},
    "membership": {"明細": (1, 6)},
    "graph": {"明細": (3, 8)},
}
