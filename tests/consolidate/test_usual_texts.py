"""Where there are few texts others tell what is common: those of another kind of office are told apart by it as well."""

import random
from importlib import resources
from itertools import combinations

import pytest

from kusei_batch.consolidate.alike_texts import AlikeTexts, Statement
from kusei_batch.consolidate.usual_texts import read_usual_texts

HOSPITAL = {
    "falls": (
        "夜間の転倒を減らします。病棟の足元灯を増やし、離床センサーの点検を毎週行います。",
        "転倒・転落の件数を前年の半分にする。入院した日に危険度を見立て、ベッドの高さを合わせる。",
        "患者さんがベッドから転落しないように、柵とセンサーの向きを夕方に確かめます。",
    ),
    "drugs": (
        "薬の渡し間違いをなくします。渡す前に二人で名前と薬の量を読み合わせます。",
        "与薬の誤りを0件にする。配薬の前に、薬袋と指示書を二人で照合する。",
        "点滴と内服の薬を取り違えないように、患者さんの名前と薬の名前を声に出して確かめます。",
    ),
    "names": (
        "患者さんには必ず名乗っていただき、腕の名札と照らしてから検査を始めます。",
        "患者の取り違えを防ぐため、氏名と生年月日を本人に名乗ってもらい、リストバンドと照合する。",
        "採血の前に、氏名と生年月日を名乗っていただくことを徹底します。",
    ),
    "hands": (
        "手指の消毒を、病室に入る前と出た後に必ず行います。消毒液の使用量を毎月量ります。",
        "手指消毒の実施率を80%以上にする。場面ごとに観察し、結果を病棟に張り出す。",
        "手洗いと消毒を怠らず、感染が広がることを防ぎます。一人当たりの消毒液の使用量を示します。",
    ),
    "sores": (
        "床ずれを作らないように、2時間ごとに体の向きを変え、皮膚の様子を記録します。",
        "褥瘡の発生率を1%未満にする。体圧を分散するマットを選び、皮膚を毎日観察する。",
        "寝たきりの方の床ずれを防ぐため、体の向きを変える時刻をベッドの横に書いておきます。",
    ),
    "reports": (
        "ヒヤリとしたことを、その日のうちに報告します。誰が書いたかを責めません。",
        "ヒヤリハットの報告件数を月20件以上とし、翌月の会議で対策を話し合う。",
        "小さなヒヤリでも報告書を書き、朝の集まりで分け合います。",
    ),
    "waiting": (
        "外来の待ち時間を、予約の時刻から30分以内にします。遅れるときは画面で知らせます。",
        "予約患者の待ち時間を平均20分以内に短縮する。診察の遅れを受付で案内する。",
        "外来でお待たせしないように、予約の枠を見直し、待ち時間を毎時間掲示します。",
    ),
    "going home": (
        "退院の前の日までに、薬と食事の説明を家族にも行います。",
        "退院支援の面談を入院から7日以内に行い、家族と帰った後の暮らしを話し合う。",
        "家に帰った後に困らないように、退院の前に家族と暮らし方を相談し、説明の紙を渡します。",
    ),
}
"""Targets of the wards of a hospital by their kind, of three writers each; the usual texts are those of a ward office."""


def kinds_of(kinds, usual):
    """The texts of these kinds as they are grouped."""
    texts = [text for kind in kinds for text in HOSPITAL[kind]]
    groups = AlikeTexts([Statement(text) for text in texts], usual).groups()
    return {frozenset(texts[place] for place in group.members) for group in groups}


def test_they_lie_in_the_package_and_are_read_once():
    assert (resources.files("kusei_batch.consolidate") / "usual_texts.json").is_file()
    assert read_usual_texts() is read_usual_texts()
    assert len(set(read_usual_texts())) > 100


@pytest.mark.parametrize("number", [2, 3, 4, 6, 8])
def test_texts_of_a_hospital_are_joined_by_kind_neither_more_nor_less(number):
    draw = random.Random(number)
    for kinds in [draw.sample(sorted(HOSPITAL), number) for _ in range(10)]:
        assert kinds_of(kinds, read_usual_texts()) == {frozenset(HOSPITAL[kind]) for kind in kinds}


def test_texts_unlike_each_other_are_not_joined_because_they_are_few():
    """With no others beside them the words that every target has join them."""
    firsts = [texts[0] for texts in HOSPITAL.values()]

    def found(usual):
        near = AlikeTexts([Statement(text) for text in firsts], usual).pairs
        return [(firsts[a], firsts[b]) for a, b in combinations(range(len(firsts)), 2) if near[a, b]]

    assert all("薬" in a and "薬" in b for a, b in found(read_usual_texts()))
    assert len(found(())) > 10
    assert max(len(group) for group in kinds_of(HOSPITAL, ())) > 3
