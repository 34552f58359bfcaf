"""The sections of a federal audit clearinghouse as forms of ours: items by the names of their cells, and checks.

Each item is the name of the cells in the section's own workbook, then what `_項目` says of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOVED = "GSA_MIGRATION"
"""What stands where an older record had nothing."""

VERSIONS = ("1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4", "1.0.5", "1.1.0", "1.1.1", "1.1.2", "1.1.3")
CHOICES = {"可否": ("Y", "N", MOVED), "率": ("Y", "N", "Both", MOVED), "版": VERSIONS}
YES_NO = {"型": "選択", "選択肢": "可否", "必須": "必須"}
NEEDED = {"型": "文字", "必須": "必須"}
TEXT = {"型": "文字"}
WHOLE = {"型": "整数", "必須": "必須"}


def when(condition: str, **more: str) -> dict[str, str]:
    """Return what `_項目` says of an item that a condition asks for."""
    return {"型": "文字", "必須": "条件", "条件": condition, **more}


@dataclass(frozen=True)
class Section:
    """One kind of workbook: the template's file, the words its cover may bear, its items and what is wrong."""

    template: str
    words: tuple[str, ...]
    table: str
    rows: dict[str, tuple[str, dict[str, str]]]
    head: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    """Conditions over one row of the table."""
    head_checks: tuple[str, ...] = ()
    reckoned: tuple[str, ...] = ()
    """Columns that their workbooks fill with formulas down to the last row, used or not."""


COVER_CHECK = f"団体番号 ≠ {MOVED} かつ 文字数(団体番号) ≠ 12"
GRID = ("YNNNN", "YNYNN", "YNNYN", "NYNNN", "NYYNN", "NYNYN", "NNYNN", "NNNYN", "NNNNY")
SIGNS = ("意見", "事項", "弱点", "不備", "ほか")
DETAILS = ("要件", *SIGNS, "費用", "再度", "以前")
NO_SUM = f"「N/A」|「{MOVED}」|「STATE CLUSTER」|「OTHER CLUSTER NOT LISTED ABOVE」"
REFERENCE = f"指摘番号 ≠ 形「19##-###」|形「20##-###」|「{MOVED}」"
SECTIONS = {
    "federal-awards": Section(
        "federal-awards-workbook",
        ("FederalAwardsExpended", "FederalAwards"),
        "事業",
        {
            "award_reference": ("参照番号", NEEDED),
            "federal_agency_prefix": ("省庁", NEEDED),
            "three_digit_extension": ("制度", NEEDED),
            "additional_award_identification": ("識別", when("制度 = 形「RD」|形「RD#」|形「U##」")),
            "program_name": ("制度名", NEEDED),
            "amount_expended": ("支出額", WHOLE),
            "cluster_name": ("群", NEEDED),
            "state_cluster_name": ("州の群", when("群 = 「STATE CLUSTER」")),
            "other_cluster_name": ("他の群", when("群 = 「OTHER CLUSTER NOT LISTED ABOVE」")),
            "federal_program_total": ("制度の計", WHOLE),
            "cluster_total": ("群の計", WHOLE),
            "is_guaranteed": ("融資", YES_NO),
            "loan_balance_at_audit_period_end": ("融資残高", when("融資 = Y", 型="整数", 文字可="はい")),
            "is_direct": ("直接", YES_NO),
            "passthrough_name": ("経由先", when("直接 = N")),
            "passthrough_identifying_number": ("経由先番号", TEXT),
            "is_passed": ("再委託", YES_NO),
            "subrecipient_amount": ("再委託額", when("再委託 = Y", 型="整数")),
            "is_major": ("主要", YES_NO),
            "audit_report_type": ("監査意見", when("主要 = Y")),
            "number_of_audit_findings": ("指摘数", {**WHOLE, "最小": "0"}),
        },
        {"total_amount_expended": ("総額", WHOLE)},
        (
            "参照番号 ≠ 形「AWARD-####」|形「AWARD-#####」",
            "件数(事業、参照番号 = この行.参照番号) > 1",
            "省庁 ≠ 形「##」",
            f"制度 ≠ 形「###」|形「RD」|形「RD#」|形「U##」|「{MOVED}」",
            "群 ≠ 「STATE CLUSTER」 かつ 州の群 ≠ 空欄",
            "群 ≠ 「OTHER CLUSTER NOT LISTED ABOVE」 かつ 他の群 ≠ 空欄",
            "融資 = N かつ 融資残高 ≠ 空欄",
            "融資残高 - 0 = 空欄 かつ 融資残高 ≠ 空欄",
            "直接 = Y かつ (経由先 ≠ 空欄 または 経由先番号 ≠ 空欄)",
            "再委託 = N かつ 再委託額 ≠ 空欄",
            "主要 = N かつ 監査意見 ≠ 空欄",
            "制度の計 ≠ 合計(事業.支出額、省庁 = この行.省庁 かつ 制度 = この行.制度)",
            f"群 = 「N/A」|「{MOVED}」 かつ 州の群 = 空欄 かつ 群の計 ≠ 0",
            "群 = 「STATE CLUSTER」 かつ 群の計 ≠ 合計(事業.支出額、州の群 = この行.州の群)",
            "群 = 「OTHER CLUSTER NOT LISTED ABOVE」 かつ 群の計 ≠ 合計(事業.支出額、他の群 = この行.他の群)",
            f"群 ≠ {NO_SUM} かつ 群の計 ≠ 合計(事業.支出額、群 = この行.群)",
        ),
        ("総額 ≠ 合計(事業.支出額)",),
        ("award_reference", "federal_program_total", "cluster_total"),
    ),
    "audit-findings-text": Section(
        "audit-findings-text-workbook",
        ("FindingsText",),
        "指摘文",
        {
            "reference_number": ("指摘番号", NEEDED),
            "text_of_finding": ("本文", {"型": "長文", "必須": "必須"}),
            "contains_chart_or_table": ("図表", YES_NO),
        },
        checks=(REFERENCE,),
    ),
    "audit-findings": Section(
        "federal-awards-audit-findings-workbook",
        ("FindingsUniformGuidance",),
        "指摘",
        {
            "award_reference": ("参照番号", NEEDED),
            "reference_number": ("指摘番号", NEEDED),
            "compliance_requirement": ("要件", NEEDED),
            "modified_opinion": ("意見", YES_NO),
            "other_matters": ("事項", YES_NO),
            "material_weakness": ("弱点", YES_NO),
            "significant_deficiency": ("不備", YES_NO),
            "other_findings": ("ほか", YES_NO),
            "questioned_costs": ("費用", YES_NO),
            "repeat_prior_reference": ("再度", YES_NO),
            "prior_references": ("以前", NEEDED),
        },
        checks=(
            "参照番号 ≠ 形「AWARD-####」|形「AWARD-#####」",
            REFERENCE,
            f"以前 ≠ 形「20##-###」|形「20##-###,*」|形「19##-###*」|「N/A」|「{MOVED}」",
            "再度 = N かつ 以前 ≠ 「N/A」",
            "再度 = Y かつ 以前 = 「N/A」",
            "("
            + " または ".join(
                "(" + " かつ ".join(f"{name} = {sign}" for name, sign in zip(SIGNS, row, strict=True)) + ")"
                for row in GRID
            )
            + ") でない かつ "
            + " かつ ".join(f"{name} ≠ {MOVED}" for name in SIGNS),
            "件数(指摘、指摘番号 = この行.指摘番号 かつ ("
            + " または ".join(f"{name} ≠ この行.{name}" for name in DETAILS)
            + ")) > 0",
        ),
    ),
    "corrective-action-plan": Section(
        "corrective-action-plan-workbook",
        ("CorrectiveActionPlan",),
        "改善",
        {
            "reference_number": ("指摘番号", NEEDED),
            "planned_action": ("改善策", {"型": "長文", "必須": "必須"}),
            "contains_chart_or_table": ("図表", YES_NO),
        },
        checks=(REFERENCE,),
    ),
    "notes-to-sefa": Section(
        "notes-to-sefa-workbook",
        ("NotesToSefa",),
        "注記",
        {
            "note_title": ("題", NEEDED),
            "note_content": ("内容", {"型": "長文", "必須": "必須"}),
            "contains_chart_or_table": ("図表", YES_NO),
        },
        {
            "accounting_policies": ("会計方針", {"型": "長文", "必須": "必須"}),
            "is_minimis_rate_used": ("最低率", {"型": "選択", "選択肢": "率", "必須": "必須"}),
            "rate_explained": ("率の説明", {"型": "長文", "必須": "必須"}),
        },
    ),
    "additional-eins": Section(
        "additional-eins-workbook", ("AdditionalEins",), "番号表", {"additional_ein": ("番号札", NEEDED)},
        checks=("番号札 ≠ 形「#########」",),
    ),
    "additional-ueis": Section(
        "additional-ueis-workbook", ("AdditionalUeis",), "番号表", {"additional_uei": ("番号札", NEEDED)},
        checks=("文字数(番号札) ≠ 12",),
    ),
    "secondary-auditors": Section(
        "secondary-auditors-workbook",
        ("SecondaryAuditors",),
        "監査人",
        {
            "secondary_auditor_name": ("名前", NEEDED),
            "secondary_auditor_ein": ("番号札", NEEDED),
            "secondary_auditor_address_street": ("番地", NEEDED),
            "secondary_auditor_address_city": ("市", NEEDED),
            "secondary_auditor_address_state": ("州", NEEDED),
            "secondary_auditor_address_zipcode": ("郵便番号", NEEDED),
            "secondary_auditor_contact_name": ("窓口の名前", NEEDED),
            "secondary_auditor_contact_title": ("職名", NEEDED),
            "secondary_auditor_contact_phone": ("電話", NEEDED),
            "secondary_auditor_contact_email": ("宛先", NEEDED),
        },
        checks=("番号札 ≠ 形「#########」", f"州 ≠ 形「@@」|「{MOVED}」"),
    ),
}  # fmt: skip
