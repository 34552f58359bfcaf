"""Forms as ward and city offices hand them out, drawn as people draw them in Excel: merged, ruled, with seals and notes.

Layouts follow what such forms look like in public; every word is written afresh.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

THIN, HAIR, MEDIUM = Side("thin"), Side("hair"), Side("medium")


@dataclass
class Drawn:
    """A sheet under the pen."""

    title: str
    widths: tuple[float, ...]
    workbook: Workbook = field(default_factory=Workbook)

    def __post_init__(self):
        self.sheet = self.workbook.active
        self.sheet.title = self.title
        for number, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.page_setup.paperSize = 9
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.fitToHeight = 0

    def text(self, cell, text, size=11.0, align="left"):
        first = cell.partition(":")[0]
        self.sheet[first] = text
        self.sheet[first].font = Font("ＭＳ 明朝", size)
        self.sheet[first].alignment = Alignment(align, "center", wrap_text=False)
        if ":" in cell:
            self.sheet.merge_cells(cell)

    def box(self, area, text=None, *, vertical=False, align="center", side=THIN):
        left, top, right, bottom = range_boundaries(area)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.sheet.cell(row, column).border = Border(left=side, right=side, top=side, bottom=side)
                self.sheet.cell(row, column).font = Font("ＭＳ 明朝", 10.5)
        first = self.sheet.cell(top, left)
        first.value = text
        first.alignment = Alignment(align, "center", wrap_text=True, text_rotation=255 if vertical else 0)
        if (left, top) != (right, bottom):
            self.sheet.merge_cells(area)

    def boxes(self, **contents):
        for area, text in contents.items():
            self.box(area.replace("_", ":"), text)

    def offer(self, cells, formula):
        rule = DataValidation("list", formula1=formula)
        rule.add(cells)
        self.sheet.add_data_validation(rule)


def opinions() -> Workbook:
    """苦情・要望受付簿: one row a record under headings, a few choices by validation, notes below."""
    d = Drawn("受付簿", (5, 12, 10, 12, 40, 40, 12, 10))
    d.text("A1:H1", "令和　　年度　苦情・要望等受付簿", 16, "center")
    d.text("A2", "課名")
    d.box("B2:C2")
    for column, text in zip(
        "ABCDEFGH", ("№", "受付日", "方法", "区分", "内　容", "対応の状況", "処理日", "担当者"), strict=True
    ):
        d.box(f"{column}4", text)
    for row in range(5, 20):
        for column in "ABCDEFGH":
            d.box(f"{column}{row}")
        d.sheet[f"A{row}"] = row - 4
    d.offer("C5:C19", '"窓口,電話,文書,メール"')
    d.offer("D5:D19", '"苦情,要望,提案,お礼"')
    d.text("A21", "※　個人が特定される内容は記入しないでください。")
    return d.workbook


def improvement() -> Workbook:
    """業務改善提案書: written once, labels down the side, boxes to tick, a row of seals, long boxes, ruled lines."""
    d = Drawn("提案書", (4, 14, 16, 12, 16, 10, 10, 10))
    d.text("A1:C1", "様式第１号（第４条関係）", 9)
    d.text("A2:H2", "業　務　改　善　提　案　書", 18, "center")
    for column, text in zip("EFGH", ("部長", "課長", "係長", "担当"), strict=True):
        d.box(f"{column}3", text)
        d.box(f"{column}4")
    d.sheet.row_dimensions[4].height = 40
    d.box("A6:A8", "提案者", vertical=True)
    d.boxes(B6="所　属", C6_D6=None, E6="職・氏名", F6_H6=None)
    d.boxes(B7="電話（内線）", C7_D7=None, E7="提出年月日", F7_H7="令和　　年　　月　　日")
    d.boxes(B8="提案の別", C8_H8="□個人　　□グループ　　□職場")
    d.boxes(A9_B9="提案の件名", C9_H9=None)
    d.boxes(A10_B10="区　分", C10_H10="□ 市民サービスの向上　□ 事務の効率化　□ 経費の節減　□ その他（　　　　　）")
    d.boxes(A11_B16="現状と課題\n（400字以内）", C11_H16=None)
    d.boxes(A17_B22="改善の内容\n（具体的に）", C17_H22=None)
    d.box("A23:B25", "期待される効果")
    d.boxes(C23="時間", D23_E23="　　　時間／年", F23="金額", G23_H23="　　　　千円")
    d.boxes(C24_H25=None)
    d.box("A26:B29", "備考")
    for row in range(26, 30):
        d.box(f"C{row}:H{row}", side=HAIR)
    d.text("A31", "※事務局記入欄")
    d.boxes(A32_B32="※事務局受付日", C32_D32=None, E32="※受付欄", F32_H32=None)
    return d.workbook


def review() -> Workbook:
    """事務事業評価シート: cost by source and year with totals, indicators of two rows a record, ticks, headings of two rows."""
    d = Drawn("評価シート", (4, 22, 10, 11, 11, 11, 11, 22))
    d.text("A1:F1", "令和８年度　事務事業評価シート", 14, "left")
    d.boxes(G1="整理番号", H1=None)
    d.boxes(A2_B2="事務事業名", C2_E2=None, F2="所管課", G2_H2=None)
    d.boxes(A3_B3="事業期間", C3_D3="　　年度", E3="～", F3_G3="　　年度", H3="□ 期間の定めなし")
    d.boxes(A4_B4="実施方法", C4_H4="□直営　□委託　□補助　□その他（　　　）")
    d.boxes(A5_B5="根拠法令等", C5_H5=None)
    d.box("A6:A8", "目的", vertical=True)
    d.boxes(B6="対象（誰を・何を）", C6_H6=None)
    d.boxes(B7="手段（どのように）", C7_H7=None)
    d.boxes(B8="意図（どのような状態に）", C8_H8=None)
    d.text("A10", "１　事業費の推移")
    d.text("H10", "（単位：千円）", align="right")
    d.boxes(A11_C11="区　分", D11="令和６年度決算", E11="令和７年度決算", F11="令和８年度予算", G11_H11="増減の理由")
    d.box("A12:C12", "事業費（A）")
    d.box("A13:A16", "財源内訳", vertical=True)
    for row, text in zip(range(13, 17), ("国庫支出金", "県支出金", "その他", "一般財源"), strict=True):
        d.box(f"B{row}:C{row}", text)
    d.box("A17:C17", "人件費（B）")
    d.box("A18:C18", "合　計（A＋B）")
    for row in range(12, 19):
        for column in "DEF":
            d.box(f"{column}{row}")
        d.box(f"G{row}:H{row}")
    for column in "DEF":
        d.sheet[f"{column}18"] = f"={column}12+{column}17"
    d.text("A20", "２　指標")
    d.box("A21:A22", "№")
    d.box("B21:B22", "指標名")
    d.box("C21:C22", "単位")
    d.box("D21", "区分")
    d.box("D22")
    d.box("E21:G21", "年度別の数値")
    d.boxes(E22="令和６年度", F22="令和７年度", G22="令和８年度", H21_H22="備考")
    d.sheet["D22"] = "（目標・実績）"
    for top in range(23, 33, 2):
        d.box(f"A{top}:A{top + 1}", (top - 21) // 2)
        d.box(f"B{top}:B{top + 1}")
        d.box(f"C{top}:C{top + 1}")
        d.box(f"H{top}:H{top + 1}")
        d.boxes(**{f"D{top}": "目標値", f"D{top + 1}": "実績値"})
        for column in "EFG":
            d.box(f"{column}{top}")
            d.box(f"{column}{top + 1}")
    d.text("A34", "３　評価")
    for row, text in zip(range(35, 38), ("必要性", "有効性", "効率性"), strict=True):
        d.boxes(**{f"A{row}_B{row}": text, f"C{row}": "A・B・C", f"D{row}_H{row}": None})
    d.boxes(A38_B38="今後の方向性", C38_H38="□拡充　□継続　□改善　□縮小　□廃止")
    d.boxes(A39_B41="課題と改善策", C39_H41=None)
    return d.workbook


def training() -> Workbook:
    """研修受講報告書: to the head, a seal beside the name, a period of two days, a mark to ring, ruled lines for the report."""
    d = Drawn("報告書", (16, 14, 6, 14, 14, 20))
    d.text("F1", "令和　年　月　日", align="right")
    d.text("A2", "（所属長）　様")
    d.text("A4:F4", "研修受講報告書", 16, "center")
    d.boxes(A6="所属", B6_D6=None, E6="職・氏名", F6=None)
    d.boxes(A7="研修名", B7_F7=None)
    d.boxes(A8="実施機関", B8_D8=None, E8="会場", F8=None)
    d.boxes(A9="受講期間", B9="　　年　　月　　日", C9="～", D9="　　年　　月　　日", E9="受講日数", F9="　　日間")
    d.boxes(A10="受講の方法", B10_F10="集合 ・ オンライン ・ 併用")
    d.boxes(A11="理解度", B11_D11="１・２・３・４・５", E11="推薦の可否", F11="可・否")
    d.boxes(A12="受講料（円）", B12_D12=None, E12="旅費（円）", F12=None)
    d.box("A13:A20", "研修の内容")
    for row in range(13, 21):
        d.box(f"B{row}:F{row}", side=HAIR)
    d.box("A21:A26", "所感及び今後の業務への生かし方")
    d.box("B21:F26")
    d.boxes(A27="所属長の所見", B27_F27=None)
    d.box("E28", "所属長確認印")
    d.box("F28", "㊞")
    d.text("A30", "※ 受講後２週間以内に提出してください。")
    return d.workbook


def equipment() -> Workbook:
    """備品点検表: rows that are there already, each with results to choose, and free rows for what is missing."""
    d = Drawn("点検表", (6, 26, 12, 12, 30, 14))
    d.text("A1:F1", "備　品　点　検　表", 16, "center")
    d.boxes(A2_B2="部署名", C2_D2=None, E2="点検年月日", F2=None)
    d.boxes(A3_B3="点検者", C3_D3=None, E3="管理責任者", F3=None)
    d.boxes(A5="番号", B5="品目", C5="保管場所", D5="結果\n（良・不良）", E5="異常の内容", F5="対応予定日")
    for number, text in enumerate(("消火器", "ＡＥＤ", "救急箱", "車いす", "懐中電灯", "非常用電源"), start=1):
        row = 5 + number
        d.boxes(**{f"A{row}": number, f"B{row}": text})
        for column in "CDEF":
            d.box(f"{column}{row}")
    d.text("A13", "購入・修繕の要望")
    d.boxes(A14="番号", B14="品名", C14="数量", D14="単価（円）", E14="理由", F14="金額（円）")
    for row in range(15, 20):
        for column in "ABCDEF":
            d.box(f"{column}{row}")
        d.sheet[f"F{row}"] = f"=C{row}*D{row}"
        d.sheet[f"D{row}"].number_format = "#,##0"
    d.box("A20:E20", "合　計")
    d.box("F20")
    d.sheet["F20"] = "=SUM(F15:F19)"
    d.text("A22", "注　結果は、良か不良を選んでください。")
    return d.workbook


def budget() -> Workbook:
    """予算要求内訳書: thousands of yen stated above, amounts computed in each row, a subtotal, a named range of choices."""
    d = Drawn("内訳書", (5, 16, 28, 10, 8, 12, 14, 28))
    d.text("A1:B1", "第５号様式", 10)
    d.text("A2:H2", "令和９年度　予算要求内訳書", 16, "center")
    d.text("A4", "部　名")
    d.box("B4:C4")
    d.text("E4", "課　名")
    d.box("F4:G4")
    d.boxes(A5_B5="事業名", C5_D5=None, E5_F5="新規・継続の別", G5_H5="新規・継続")
    d.text("H6", "（単位：千円）", align="right")
    for column, text in zip(
        "ABCDEFGH", ("番号", "節", "品名・内容", "数量", "単位", "単価", "要求額", "積算の根拠"), strict=True
    ):
        d.box(f"{column}7", text, side=MEDIUM)
    for row in range(8, 28):
        for column in "ABCDEFGH":
            d.box(f"{column}{row}")
        d.sheet[f"G{row}"] = f"=D{row}*F{row}"
    d.box("A28:F28", "計")
    d.box("G28")
    d.box("H28")
    lists = d.workbook.create_sheet("リスト")
    for row, text in enumerate(("報償費", "旅費", "需用費", "役務費", "委託料", "使用料及び賃借料"), start=1):
        lists.cell(row, 1, text)
    d.workbook.defined_names["節の一覧"] = DefinedName("節の一覧", attr_text="リスト!$A$1:$A$6")
    d.offer("B8:B27", "節の一覧")
    d.text("A29", "※　見積書を添付すること。")
    return d.workbook


def survey() -> Workbook:
    """アンケート集計表: questions in rows, answers in columns, totals and rates computed."""
    d = Drawn("集計表", (5, 34, 9, 9, 9, 9, 9, 10, 10))
    d.text("A1:I1", "来庁者アンケート集計表", 16, "center")
    d.boxes(A2_B2="課名", C2_E2=None, F2_G2="調査期間", H2_I2=None)
    d.boxes(A3_B3="配布数（枚）", C3_E3=None, F3_G3="回収数（枚）", H3_I3=None)
    d.box("A5:B6", "設問")
    d.box("C5:G5", "回答数（人）")
    d.boxes(C6="満足", D6="やや満足", E6="普通", F6="やや不満", G6="不満", H5_H6="計", I5_I6="満足率")
    for number, text in enumerate(("職員の言葉づかい", "説明の分かりやすさ", "待ち時間", "案内の表示"), start=1):
        row = 6 + number
        d.boxes(**{f"A{row}": number, f"B{row}": text})
        for column in "CDEFGHI":
            d.box(f"{column}{row}")
        d.sheet[f"H{row}"] = f"=SUM(C{row}:G{row})"
        d.sheet[f"I{row}"] = f'=IF(H{row}=0,"",(C{row}+D{row})/H{row})'
    d.boxes(A11_B11="合計", C11=None, D11=None, E11=None, F11=None, G11=None, H11=None, I11=None)
    d.text("A13", "主な自由意見")
    d.boxes(A14="№", B14_G14="意見の内容", H14_I14="対応")
    for row in range(15, 20):
        d.boxes(**{f"A{row}": None, f"B{row}_G{row}": None, f"H{row}_I{row}": None})
    return d.workbook


def subsidy() -> Workbook:
    """補助金実績報告書: addressed, sealed, an amount between 「金」 and 「円」, receipts and payments with totals."""
    d = Drawn("実績報告書", (6, 18, 16, 16, 16, 20))
    d.text("A1", "様式第７号（第１２条関係）", 10)
    d.text("F2", "令和　　年　　月　　日", align="right")
    d.text("A3", "（宛先）区　長")
    d.box("D4", "団体名")
    d.box("E4:F4")
    d.box("D5", "代表者氏名")
    d.box("E5")
    d.box("F5", "印")
    d.text("A7:F7", "地域活動補助金実績報告書", 16, "center")
    d.text("A8", "　補助事業が完了したので、次のとおり報告します。")
    d.boxes(A10_B10="補助事業の名称", C10_F10=None)
    d.boxes(A11_B11="交付決定額", C11_D11="金　　　　　　円", E11="交付決定日", F11=None)
    d.boxes(A12_B12="事業の着手", C12_D12="　年　月　日", E12="事業の完了", F12="　年　月　日")
    d.boxes(A13_B15="事業の成果", C13_F15=None)
    d.text("A17", "１　収入の部")
    d.text("F17", "（単位：円）", align="right")
    d.boxes(A18_B18="科目", C18="予算額", D18="決算額", E18="差引", F18="説明")
    for row in range(19, 23):
        d.boxes(**{f"A{row}_B{row}": None, f"C{row}": None, f"D{row}": None, f"E{row}": None, f"F{row}": None})
        d.sheet[f"E{row}"] = f"=D{row}-C{row}"
    d.boxes(A23_B23="合　計", C23=None, D23=None, E23=None, F23=None)
    d.text("A25", "２　支出の部")
    d.boxes(A26_B26="科目", C26="予算額", D26="決算額", E26="差引", F26="説明")
    for row in range(27, 33):
        d.boxes(**{f"A{row}_B{row}": None, f"C{row}": None, f"D{row}": None, f"E{row}": None, f"F{row}": None})
        d.sheet[f"E{row}"] = f"=D{row}-C{row}"
    d.boxes(A33_B33="合　計", C33=None, D33=None, E33=None, F33=None)
    d.text("A35", "添付書類　領収書の写し、活動の写真")
    return d.workbook


def suggestion() -> Workbook:
    """職員提案票: on graph paper, every box merged out of narrow columns."""
    d = Drawn("提案票", (2.4,) * 40)
    d.text("A1:J1", "（様式１）", 9)
    d.text("A2:AN2", "職員提案票", 18, "center")
    d.boxes(A4_F4="区名", G4_R4=None, S4_X4="所属部署", Y4_AN4=None)
    d.boxes(A5_F5="氏名", G5_R5=None, S5_X5="職員番号", Y5_AN5=None)
    d.boxes(A6_F6="提案の種類", G6_R6="□新規　□継続", S6_X6="実施の有無", Y6_AN6="□有　□無")
    d.boxes(A7_F7="提案名", G7_AN7=None)
    d.boxes(A8_F8="関係する課\n（複数可）", G8_AN8="□区民課 □保険年金課 □企画課 □地域振興課（複数可）")
    d.boxes(A9_AN9="現在の問題点")
    d.boxes(A10_AN15=None)
    d.boxes(A16_AN16="提案の内容（どこを、どのように変えるか）")
    d.boxes(A17_AN22=None)
    d.boxes(A23_F24="効果", G23_P23="削減時間", Q23_Z23="削減額", AA23_AN23="その他の効果")
    d.boxes(G24_P24="　　　時間", Q24_Z24="　　　千円", AA24_AN24=None)
    d.boxes(A25_F25="実施予定日", G25_R25="令和　年　月　日", S25_X25="必要経費", Y25_AN25="　　　　　円")
    d.text("A27", "※この欄は事務局が記入します。")
    d.boxes(A28_F28="審査欄", G28_R28=None)
    return d.workbook


def drill() -> Workbook:
    """防災訓練実施報告書: when and how many with their units beside the boxes, bodies that took part, a picture's place."""
    d = Drawn("報告", (4, 18, 14, 6, 14, 6, 26))
    d.text("A1:G1", "防災訓練実施報告書", 16, "center")
    d.text("A3", "提出期限：令和８年９月３０日　　")
    d.boxes(A4_B4="担当課", C4_D4=None, E4_F4="担当者（内線）", G4=None)
    d.boxes(A5_B5="訓練名", C5_G5=None)
    d.boxes(A6_B6="実施日", C6_D6=None, E6_F6="実施時間", G6="　時　分～　時　分")
    d.boxes(A7_B7="実施場所", C7_G7=None)
    d.boxes(A8_B8="参加者数", C8=None, D8="人", E8=None, F8="世帯", G8=None)
    d.boxes(A9_B9="想定", C9_G9="□地震　□風水害　□火災　□その他（　　　　）")
    d.text("A11", "参加機関")
    d.boxes(A12="№", B12_C12="機関名", D12_E12="人数（人）", F12_G12="役割")
    for row in range(13, 18):
        d.boxes(**{f"A{row}": row - 12, f"B{row}_C{row}": None, f"D{row}_E{row}": None, f"F{row}_G{row}": None})
    d.boxes(A18_C18="計", D18_E18=None, F18_G18=None)
    d.boxes(A20_B22="訓練の内容", C20_G22=None)
    d.boxes(A23_B25="反省点と次回に向けた改善", C23_G25=None)
    return d.workbook


def monitoring() -> Workbook:
    """指定管理者モニタリング: items grouped down the side, each judged twice from A to D, then judged as a whole."""
    d = Drawn("評価票", (12, 36, 10, 10, 40))
    d.text("A1:E1", "指定管理者モニタリング評価票", 16, "center")
    d.boxes(A2="施設名", B2=None, C2_D2="所管課", E2=None)
    d.boxes(A3="指定管理者", B3=None, C3_D3="評価対象期間", E3=None)
    d.text("A4", "評価の基準　Ａ：優れている　Ｂ：適切である　Ｃ：一部に改善が要る　Ｄ：改善が要る")
    d.box("A5:A6", "区分")
    d.box("B5:B6", "評価項目")
    d.box("C5:D5", "評価（A～D）")
    d.boxes(C6="自己評価", D6="所管課評価", E5_E6="評価の理由")
    groups = {
        "施設の運営": ("開館日・開館時間", "利用者への対応", "利用料金の扱い"),
        "施設の管理": ("清掃・保守点検", "安全対策"),
        "収支": ("収支の状況",),
    }
    row = 7
    for group, items in groups.items():
        d.box(f"A{row}:A{row + len(items) - 1}", group)
        for item in items:
            d.boxes(**{f"B{row}": item, f"C{row}": None, f"D{row}": None, f"E{row}": None})
            row += 1
    d.boxes(A14="総合評価", B14="A・B・C・D", C14_D14="前回の評価", E14=None)
    d.boxes(A15_A17="総評", B15_E17=None)
    d.boxes(A18="利用者数（人）", B18=None, C18_D18="稼働率（％）", E18=None)
    return d.workbook


def progress() -> Workbook:
    """取組進捗管理表: three rows a record with labels in it, drawn with thin lines inside and thick ones between."""
    d = Drawn("進捗", (5, 14, 30, 14, 30, 12))
    d.text("A1:F1", "取組進捗管理表", 16, "center")
    d.boxes(A2_B2="部署", C2=None, D2="記入日", E2_F2=None)
    d.boxes(A4="№", B4_C4="取組の名称", D4_E4="今年度の目標", F4="達成度")
    for top in range(5, 17, 3):
        d.box(f"A{top}:A{top + 2}", (top - 2) // 3)
        d.boxes(**{f"B{top}_C{top}": None, f"D{top}_E{top}": None, f"F{top}_F{top + 2}": None})
        d.boxes(**{f"B{top + 1}": "実施内容", f"C{top + 1}_E{top + 1}": None})
        d.boxes(**{f"B{top + 2}": "課題", f"C{top + 2}": None, f"D{top + 2}": "対応", f"E{top + 2}": None})
    d.offer("F5:F16", '"◎,○,△,×"')
    return d.workbook


def congestion() -> Workbook:
    """窓口混雑状況調査票: names on lines, a row that shows how to write, rows without numbers."""
    d = Drawn("調査", (14, 20, 20, 20, 14))
    d.text("A1:E1", "窓口混雑状況調査票", 16, "center")
    for label, entry in (("A3", "B3"), ("D3", "E3")):
        d.text(label, "課　名：" if label == "A3" else "記入者：")
        d.sheet[entry].border = Border(bottom=THIN)
    d.boxes(A5="月", B5="来庁者数（人）", C5="最長待ち時間（分）", D5="主な原因", E5="対策の要否（要・不要）")
    d.boxes(A6="（例）４月", B6="1,200", C6="45", D6="転入の集中", E6="要")
    for row in range(7, 13):
        for column in "ABCDE":
            d.box(f"{column}{row}")
    return d.workbook


def inquiry() -> Workbook:
    """照会回答書: no lines at all, what is written has a colour."""
    d = Drawn("照会", (20, 44, 10))
    d.text("A1", "照会回答書", 14)
    for row, text in enumerate(("所属", "担当者氏名", "電話番号", "回答日", "該当件数", "意見・要望"), start=3):
        d.text(f"A{row}", text)
        d.sheet[f"B{row}"].fill = PatternFill("solid", fgColor="FFFFCC")
    return d.workbook


def plan() -> Workbook:
    """年間研修計画書: headings of two levels, thin and thick lines by turns over records of one row."""
    d = Drawn("計画", (5, 20, 14, 14, 14, 20))
    d.text("A1:F1", "年間研修計画書", 16, "center")
    d.boxes(A3_A4="No.", B3_B4="研修名", C3_E3="実施計画", F3_F4="備考", C4="時期", D4="対象者", E4="人数（人）")
    for row in range(5, 15):
        top, bottom = (THIN, HAIR) if row % 2 else (HAIR, THIN)
        for column in "ABCDEF":
            d.sheet[f"{column}{row}"].border = Border(left=THIN, right=THIN, top=top, bottom=bottom)
    return d.workbook


def checklist() -> Workbook:
    """自己点検表: sections across, marks in columns of their own."""
    d = Drawn("点検", (6, 50, 8, 8, 24))
    d.text("A1:E1", "個人情報取扱い自己点検表", 16, "center")
    d.boxes(A2_B2="所属名", C2_E2=None)
    d.boxes(A4="番号", B4="点検項目", C4="適", D4="否", E4="備考")
    row = 5
    sections = {"１　管理体制": ("責任者の選任", "台帳の作成"), "２　保管": ("書庫の施錠", "持出しの記録")}
    for section, items in sections.items():
        d.box(f"A{row}:E{row}", section, align="left")
        for number, item in enumerate(items, start=1):
            row += 1
            d.boxes(**{f"A{row}": f"({number})", f"B{row}": item, f"C{row}": None, f"D{row}": None, f"E{row}": None})
        row += 1
    return d.workbook
