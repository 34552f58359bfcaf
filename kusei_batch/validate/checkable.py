"""Vagueness: whether a target says anything by which its achievement can be judged.

The source is the guideline's own demand that a target allow an objective evaluation: a number, a date, a
frequency, a proportion, or a state that is reached or not. "…に努めます" alone is the usual fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kusei_batch.core.notation import half_width
from kusei_batch.core.problem import Problem
from kusei_batch.validate.places import row_problem
from kusei_batch.validate.reading import Item, ReadRow, ReadSheet

# No one writes so long a sentence; the limit keeps a cell filled with nonsense from taking seconds.
_SENTENCE = re.compile(r"[^。\n]{1,300}")
_ENUMERATOR = re.compile(r"(?:^|(?<=[\s。]))(?:\([0-9ア-ンa-z]{1,2}\)|[0-9]{1,2}[.．、)]|[①-⑳・●○■◆※]|【[^】]*】)\s*")
# Words that hold figures without counting anything.
_NO_COUNT = re.compile(
    r"[0-9]+階|[0-9]+番(?:窓口)?|[一1]人[一1ひ]と?り?人?|([一1][件枚つ本日歩言])(?:[一1ひ]と?つ?[件枚つ本日歩言]?)|一人で"
    r"|第[0-9一二三四五六七八九十]+(?!四半期)[^月火水木金土日]|24時間(?:、|いつでも|体制|受付|対応)|[23]次元"
    r"|[0-9]+歳(?:以上|未満|児|の|から)|[0-9一二三四五]つの|十分|一部(?!数)|一[体本元層段緒方定時旦]|一人の|[0-9]+年後|(?:昨年度?|一昨年度?|過去)[0-9]+[年月件回人]|[一1]日も早く|二度と|一年を通|万全|千差"
    r"|(?:令和|平成|昭和|[RHS])[0-9元]+年(?!度?[末内中]|[0-9])度?|[0-9]{4}年(?![0-9度])|[0-9]+年度(?![末内中])"
)
_PAST = re.compile(r"(?:ました|でした|だった|であった|あった|なった|された|している|しています|ております)$")
_DIGIT = r"[0-9][0-9,.]*|[一二三四五六七八九十百千]+"
_COUNTER = (
    r"%|パーセント|割|倍|件|回|人|名|分|秒|時間|日|週間?|か月|[ヶヵカケ]月|年|箇所|[かヶカケ]所|校|団体|世帯|枚|冊|部(?!署)|台|点|者|基|桁|軒|床|者|基|桁|軒|両|床"
    r"|種類|言語|か国語|問|項目|事例|コマ|テーマ|施設|会場|通|円|ページ|本|個|つ|班|店|社|戸|以上|以下|以内|未満|ポイント|万|千"
)
_NUMBER = re.compile(
    rf"(?:{_DIGIT})\s*(?:{_COUNTER})|[0-9一二三四]分の[0-9一二三四]"
    r"|ゼロ|半分|半数|半減|倍増|皆無|過半数|前(?:年度?|回)(?:より|を上回|を下回|以上|以下|並)|(?:誤[^、。]{1,4}|漏れ|事故|違反)なし|標準処理期間"
)
_DEADLINE = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]+)月|[0-9]{1,2}/[0-9]{1,2}|年度(?:末|内|中)|(?:上|下)?半期(?:末|内|中|まで)"
    r"|[上下]半期|第?[1-4一二三四]四半期|(?:翌|当|即)(?:開庁|営業)?日|[年月]末まで|[春夏秋冬](?:に|と|まで|休み)|(?:当|その|同じ?)日(?:中|のうち)|日のうち"
)
_FREQUENCY = re.compile(
    r"毎(?:日|朝|夕|週|月|回|号|年|開庁日|営業日|四半期)|(?:週|月|年|日)に?[0-9一二三四五六七八九十]+[回度]|隔[週月日年]"
    r"|(?:四半期|半期|か月|月|週|日|年)ごと|(?:四半期|半期|月|週|日|年)毎|毎[月火水木金土日]曜|に(?:一|1)度|のたび"
)
_PROPORTION = re.compile(
    r"(?:(?:全て|すべて)の|全(?:職員|員|課|係|窓口|件|世帯|戸|町内会|自治会|校|施設)|各(?:課|係|班|階|校|施設|窓口)).*"
    r"(?:受講|修了|参加|実施|確認|配[布付]|郵送|連絡|訪問|処理|回答|点検|記録|使[うい]|渡|置|備え|掲示|設置)"
)
_ATTITUDE = re.compile(
    r"努め|努力|心[がか掛]|目指|図(?:る|り)|意識|配慮|大切に|推進|取り組|寄り添|強化|充実|検討|気持ち|親しみ|丁寧|一丸|励行|工夫|適切"
)
# Qualities and attitudes: beside one of these, a thing and a verb are no state that is reached or not.
_VAGUE = re.compile(
    r"丁寧|親切|親身|優し|温か|明る[いく]|笑顔|あいさつ|誠[実意]|真摯|柔軟|迅速|速やか|素早|円滑|スムーズ|的確|適[正切宜]|公[平正]|正確"
    r"|きめ細|進んで|耳を傾|話を(?:よく)?聞|話を聴|信頼|連携|協力|協働|関係|絆|共有|自覚|誇り|向上|改善|効率|高め|深め|広げ|磨|築|育"
    r"|[見分わ]か?りやす|見やす|快適|清潔|美化|整理整頓|身だしなみ|身を整|安全|安心|支え|支援|様々|多様|より良|より一層|質の|雰囲気|風土"
    r"|対応(?:を|し|す|力|で)|応対|応援|簡潔|和らげ|理解|正しい|知識|専門性|力を|手を差し|注意|大[切事]|訴え|態度|印象|良好|有効|貢献|見据え|創出|説明(?:を|し|す)|案内(?:を|し|す|が)|お?声[がを]け|声をか|お?伝え|接する|接し|接します|行動|生か[しす]"
    r"|活か[しす]|活用|踏まえ|担い手|魅力|機会|助け合|抱え込|用語|言葉|つなげ|迎え|応え|待たせ|払い|早く|無理なく|環境に|受け止め|視野"
    r"|気を|目線|立場|身になっ|体制を整|実現|充足|啓発|周知|徹底|見直|づくり|守る|続け|支持|発信|励"
)
# Things one can point at, by the last letters of their names, and what is done with them once and for all.
_THING = re.compile(
    r"(?:[板札図表票紙箱棚欄簿鏡器機灯柵線旗冊像碑]|(?<!読)書|台|カード|冊子|手引き?|マニュアル|チラシ|ポスター|パンフレット|リーフレット|ハンドブック"
    r"|リスト|ページ|サイト|動画|画面|放送|メール|端末|アプリ|システム|仕組み|ブロック|ループ|マーク|シール|トイレ|ベンチ|いす|椅子|屋根|手すり"
    r"|スロープ|照明|封筒|標識|目録|一覧|様式|書式|記入例|見本|事例集|名札|番号|コーナー|スペース|スタンプ|カレンダー|ボード|ファイル|カメラ"
    r"|モニター|花壇|案内文|文書|通知|知らせ|はがき|手紙|回答|結果|計画|手順|要領|基準|規程|ひな形|資料|写真|データ|ダイヤル|チャンネル|時間割"
    r"|訓練|研修|講座|教室|調査|説明会|相談会|交換会|交流会|発表会|見学会|会議|アンケート|キット|セット|マット|席|室|期限|対策|枠)"
    r"(?:など|等)?(?:を|に(?:まとめ|載せ|替え))"
)
_DEED = re.compile(
    r"を.*(?:立て|建て|据え|取り[付つ外除換替]|入れ[替換]|並べ替え|差し替え|交換|敷設|常備|用意|派遣|配信|郵送|送[りるっ]|渡[しすせ]|配[りるっ]|配れ"
    r"|載せ|貼[りるっ]|流[しす]|電子化|電算化|様式化|書面化|図示|表示|録音|記録|登録|撤去|削除|移転|設定|支給|貸出|貸し出|持たせ|延[ばべ長]"
    r"|定め|結[びぶん]|締結|任命|指名|常駐|変え|変更|受け付け|発送|払える|検索でき|入れ|作[りるっ]|始め|終え)"
)
_ENDS = re.compile(r"(?:[うくぐすつぶむるい]|こと)$")
_FIGURE = re.compile(r"[0-9][0-9.,]*%?")
_CASUAL = re.compile(
    r"随時|適宜|必要に応じ|(?:可能|できる)(?:な|)(?:限り|範囲)|なるべく|状況に応じ|実情に応じ|日頃|常に|定期的|積極的"
)
_FINITE = r"(?:し(?!や)|する|します|すること|を?行(?:う|い)|を?終え|を?完了|$|、)"
_MADE = re.compile(
    r"(?:作成|策定|制定|改訂|発行|公開|公表|設置|配布|配付|掲示|掲載|導入|開設|新設|増設|移設|完成|完了|修了|統一|廃止|配置|貼付"
    rf"|送付|発送|印刷|更新|制作|受講|点検){_FINITE}"
)
_DONE = re.compile(
    r"(?:設け(?:る|ます|、)|備え付け(?:る|ます|、)|貼り(?:出|付け)|取り替え|手渡|を配(?:る|り|ります)|を?渡(?:す|します)|を(?:[^、。を]{1,12}に)?置(?:く|きます|き)"
    r"|を[^、。]{0,16}に(?:交換|替え|取り替え)|(?:使用|利用|運用)を始め|使い始め|引き直|仕組みを(?:入れ|作|つく)"
    r"|(?:ダウンロード|印刷|予約|申請|申込み?|支払い?|閲覧|登録|送信)(?:が|も)?できるように(?:する|します)|を開(?:く|きます|催)|(?:有無|漏れがないか|完了していること))"
)
_HELD = re.compile(
    r"(?:研修|訓練|アンケート|調査|説明会|相談会|講座|講習|会議|勉強会|教室|点検|覆面調査|キャンペーン|フォーラム|交流会|イベント)"
    rf"(?:会)?を[^、。]{{0,6}}(?:実施|開催){_FINITE}"
)


def is_checkable(text: str) -> bool:
    """Whether a text holds a number, date, frequency, proportion or a state that is reached or not."""
    return any(_says_something(sentence) for sentence in _sentences(text))


def check_checkable(sheet: ReadSheet) -> Iterator[Problem]:
    """Rows whose 具体性検査 entries together hold nothing that can be checked."""
    for table in sheet.form.tables:
        for row in sheet.rows.get(table.name, ()) if table.checkable else ():
            yield from _check_row(row, row.some(table.checkable))


def _check_row(row: ReadRow, items: list[Item]) -> Iterator[Problem]:
    filled = [item for item in items if not item.is_blank]
    # What is missing or unreadable is told already, and may be the very thing sought.
    if not filled or any(i.is_unread or (i.is_blank and i.field.necessity == "必須") for i in items):
        return
    if not any(_is_item_checkable(item) for item in filled):
        names = "・".join(item.field.name for item in items)
        yield row_problem(row, filled, "nothing-checkable", fields=names)


def _is_item_checkable(item: Item) -> bool:
    if isinstance(item.value, str):
        return is_checkable(item.value)
    return not isinstance(item.value, tuple)


def _sentences(text: str) -> Iterator[str]:
    """The sentences without bullets, without names that hold digits, and without accounts of the past."""
    plain = half_width(text)
    for part in _SENTENCE.findall(plain):
        sentence = _NO_COUNT.sub("", _ENUMERATOR.sub("", part)).strip()
        if sentence and not _PAST.search(sentence):
            yield sentence


def _says_something(sentence: str) -> bool:
    if _NUMBER.search(sentence) or _DEADLINE.search(sentence) or _FIGURE.fullmatch(sentence):
        return True
    if _CASUAL.search(sentence):
        return False
    if any(pattern.search(sentence) for pattern in (_MADE, _DONE, _HELD)):
        return True
    if _ATTITUDE.search(sentence):
        return False
    if _FREQUENCY.search(sentence) or _PROPORTION.search(sentence):
        return True
    return _names_a_state(sentence)


def _names_a_state(sentence: str) -> bool:
    if _VAGUE.search(sentence) or not _ENDS.search(sentence):
        return False
    return bool(_THING.search(sentence) or _DEED.search(sentence))
