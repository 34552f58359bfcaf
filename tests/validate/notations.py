"""個人番号 in every notation somebody may type, and sentences that hold none."""

from __future__ import annotations

FULL = str.maketrans("0123456789", "０１２３４５６７８９")
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")

FOURS = (
    " ", "    ", "　", "\u00a0", "\t", "\n", "\r\n", "\n\n", "\u2028", "-", "‐", "–", "—", "−", "－", "ー", "⁃", " - ",
    ".", "/", "・", "･", ",", "_", "〜", "～", "~", ":", "|", "\u200b", "\u2060", "\ufeff", "\u00ad", " \u200b ", ") (",
)  # fmt: skip
THREES = (" ", "-", ",", "_", "\n")
HALVES = (" ", "-", "_", "\n")


def cut(number: str, *sizes: int) -> list[str]:
    """The number in groups of these sizes."""
    groups, start = [], 0
    for size in sizes:
        groups.append(number[start : start + size])
        start += size
    return groups


def notations(number: str) -> dict[str, str]:
    """The number as it may be typed, by a name for the notation."""
    fours = cut(number, 4, 4, 4)
    return {
        "plain": number,
        "letters": f"T{number}番",
        "apostrophe": f"'{number}",
        "decimals": f"{number}.50",
        "circle before": f"①{number}",
        "kanji before": f"統一{number}",
        "label": f"個人番号：{' '.join(cut(number, 5, 7))}",
        "two joints": f"{fours[0]} {fours[1]}-{fours[2]}",
        "bracket": f"({fours[0]}){fours[1]}{fours[2]}",
        "myriads": f"{fours[0]}億{fours[1]}万{fours[2]}",
        "split formula": f'="{fours[0]}"&"{fours[1]}{fours[2]}"',
        "first eight": " ".join(cut(number, 8, 4)),
        "boxes": "|".join(number),
        "one by one": " ".join(number),
        "invisible": "\u200b".join(number),
        "letters for digits": number.replace("0", "O", 1).replace("1", "l", 1),
        "mixed kanji": f"{number[:4]}-{number[4:6]}{number[6:8].translate(KANJI)}-{number[8:]}",
        "keycaps": "".join(f"{c}\ufe0f\u20e3" for c in number),
        "blank pairs": " ".join(cut(number, 2, 2, 2, 2, 2, 2)),
        "wide pairs": "　".join(cut(number, 2, 2, 2, 2, 2, 2)),
        "pairs": "-".join(cut(number, 2, 2, 2, 2, 2, 2)),
        "two numbers": " ".join((*fours, *fours)),
        **{f"fours {joint!r}": joint.join(fours) for joint in FOURS},
        **{f"threes {joint!r}": joint.join(cut(number, 3, 3, 3, 3)) for joint in THREES},
        **{f"halves {joint!r}": joint.join(cut(number, 6, 6)) for joint in HALVES},
        **{
            f"{name} {joint!r}": joint.join(fours).translate(table)
            for name, table in (
                ("full", FULL),
                ("kanji", KANJI),
                ("arabic", ARABIC),
                ("bold", BOLD),
                ("circled", CIRCLED),
            )
            for joint in ("", "-", "　")
        },
    }


ORDINARY = (
    "電話は{zip}、{phone}です。",
    "〒{zip} 電話 {phone} FAX {phone}",
    "{phone}、{phone}、{phone}",
    "{phone} {phone}",
    "{mobile}\n{mobile}",
    "内線 {four}、{four}",
    "{date} {time}～{time}",
    "{date}～{date}",
    "{date}、{date}、{date}",
    "{compact} {four}",
    "{date} {four}",
    "{compact}-{compact}",
    "{month}〜{month}",
    "{year}・{year1}・{year2}年度",
    "{year}-{year1}-{year2}",
    "第1四半期 {three}件、第2四半期 {three}件、第3四半期 {three}件、第4四半期 {three}件",
    "{three}、{three}、{three}、{three}",
    "{three}/{three}/{three}/{three}",
    "{three}.{three}.{three}.{three}",
    "{four}、{four}、{four}",
    "{four}, {four}, {four}",
    "{four}人、{four}人、{four}人",
    "{six}〜{six}円",
    "{six}/{six}",
    "{amount}円、{amount}円、{amount}円",
    "{amount}、{amount}、{amount}、{amount}",
    "{digit}、{digit}、{digit}、{digit}、{digit}、{digit}、{digit}、{digit}、{digit}、{digit}、{digit}、{digit}",
    "{digit}/{digit}/{digit}/{digit}/{digit}/{digit}/{digit}/{digit}/{digit}/{digit}/{digit}/{digit}",
    "1、2、3、4、5、6、7、8、9、10、11、12",
    "{six}{six}円を見込む。",
    "予算 {six}{six} 円",
    "金{six}{six}",
    "￥{six}{six}",
    "{three},{three},{three},{three}円",
    "{six}{six}千円",
    "{two}、{two}、{two}、{two}、{two}、{two}",
    "{time}:{two} {time}:{two}",
    "{four} {four} {four} {four}",
    "T{four}{four}{five}",
    "令和8年{digit}月{digit}日から令和9年{digit}月{digit}日まで、年{digit}回、延べ{three}人",
    "(1) {four}件 (2) {four}件 (3) {four}件",
    "{four}.{five}{three}",
    "R08-1303-1-25",
    "978-4-{two}-{six}-{digit}",
)
"""Sentences to be filled with any digits; none of them holds a 個人番号."""
