"""The names the templates of letters may use: the Word draft and the text to be pasted have the same."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.templating.shown import Shown
from kusei_batch.report.views.letter_view import Addressee, LetterFacts, LetterPlaces, ReceiptRemark, ReceivedSheet


def letter_names(facts: LetterFacts) -> Shown:
    """Return what a template may use; 宛先 is who stands first, of a letter to one department that one."""
    told = [_addressee(one) for one in facts.addressees]
    return {
        "市名": facts.city,
        "区名": facts.ward,
        "委員会": facts.committee,
        "呼び名": facts.words.named(),
        "問合せ先": facts.contact,
        "提出先": facts.submit_to,
        "配布の場所": facts.folders.issued,
        "差戻しの場所": facts.folders.sent_back,
        "受付票の場所": facts.folders.receipts,
        "年度": facts.fiscal_year,
        "回": facts.round,
        "配布日": facts.opens,
        "提出期限": facts.due,
        "日付": facts.as_of,
        "基準日": facts.as_of,
        "宛先一覧": told,
        "宛先": told[0] if told else _addressee(_NOBODY),
    }


def _addressee(one: Addressee) -> Shown:
    return {
        "部名": one.division,
        "部署名": one.name,
        "部署コード": one.code,
        "所属": one.full_name,
        "所属長": one.head,
        "部長": one.superior,
        "部長連絡先": one.superior_contact,
        "連絡先": one.contact,
        "管理番号": one.sheet_id,
        "状態": one.state,
        "様式": one.path,
        "ファイル名": one.file,
        "状況": one.story,
        "お願い": one.request,
        "受付": _received(one.received or ReceivedSheet("", "", "", "")),
    }


def _received(received: ReceivedSheet) -> Shown:
    return {
        "受付日": received.day,
        "ファイル": clean_text(received.file),
        "件数": received.rows,
        "控えの番号": received.mark,
        "該当なし": received.is_nothing,
        "差替え": received.corrects,
        "遅れ": received.days_late,
        "確認事項": [
            {"場所": remark.place, "内容": clean_text(remark.text), "直し方": clean_text(remark.remedy)}
            for remark in received.remarks
        ],
    }


_NOBODY = Addressee("", "", "", "", "", "", "", "", "", "", "", "", "")
_SAID = "見本"


def sample_letters() -> Sequence[LetterFacts]:
    """Return letters to try a template on: to departments of which everything or little is known, and to nobody."""
    remark, said = ReceiptRemark(_SAID, _SAID, _SAID), _SAID
    received = ReceivedSheet(said, said, said, "0123456789ab", (remark,), corrects=True, is_nothing=True, days_late=1)
    known = Addressee("1", said, said, said, said, said, said, said, said, said, said, said, said, received)
    plain = Addressee("2", "", said, said, "", "", "", said, "", said, said, "", said)
    nobody = LetterFacts(said, said, said, said, said, LetterPlaces(said, said, said), said, said, said, said)
    return nobody.to([known, plain]), nobody.to([plain]), nobody
