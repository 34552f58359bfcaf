"""A field's rule in words: the same sentences stand in the input message, the error text and 記入要領."""

from __future__ import annotations

import datetime as dt

from kusei_batch.core.axes import names_year
from kusei_batch.core.check import Check
from kusei_batch.core.form import Bound, Field, FieldType, Form, Necessity
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.placeholder import fill_placeholders

_TYPE_WORDS = {
    FieldType.TEXT: "文字で書きます",
    FieldType.LONG_TEXT: "文章で書きます（改行は Alt＋Enter）",
    FieldType.INTEGER: "整数を書きます",
    FieldType.NUMBER: "数を書きます",
    FieldType.DATE: "日付を書きます（例：{0}、{1}）",
    FieldType.CHOICE: "一覧から一つ選びます",
    FieldType.CHOICES: "一覧から選びます（二つ以上のときは「、」か「・」で区切って書きます）",
    FieldType.YES_NO: "「はい」か「いいえ」を選びます",
    FieldType.PICTURE: "写真（JPEGかPNG）を1枚、挿入→画像（図）でこの欄の上に置きます",
}
_SHORT_CHOICE, _MANY_CHOICES, _FIRST_CHOICES = 14, 24, 4
_ERROR_WORDS = {
    FieldType.INTEGER: "整数",
    FieldType.NUMBER: "数",
    FieldType.DATE: "日付（例：{0}、{1}）",
}


def necessity_words(field: Field) -> str:
    """Return `必須`, `任意`, or `「達成度」が「一部達成」か「未達成」のときは必須`."""
    if field.necessity is Necessity.CONDITIONAL and field.condition:
        return f"{field.condition.in_japanese()}ときは必須"
    return Necessity.OPTIONAL.value if field.necessity is Necessity.CONDITIONAL else field.necessity.value


def type_words(field: Field, year: FormYear) -> str:
    """Return how to write the value: its type, bounds, length and unit, one sentence each, line by line."""
    words = [_TYPE_WORDS[field.type].format(*year.examples)]
    bounds = bound_words(field, year.calendar)
    if bounds:
        words.append(bounds)
    if field.max_length:
        words.append(f"{field.max_length}文字以内")
    if field.takes_words:
        words.append("決まった数がないときは、文のままでも受け付けます")
    if field.goes_on_from:
        words.append(f"「{field.goes_on_from}」と同じときは「→」と書けます（行ごとにも書けます）")
    if field.unit_words:
        words.append(f"単位：{field.unit_words}")
    return "\n".join(words)


def bound_words(field: Field, calendar: Calendar) -> str:
    """Return `1以上100以下`, `令和8年4月1日から令和9年3月31日まで`, or nothing where there is no bound."""
    start, end = (_bound(bound, calendar, field) for bound in (field.minimum, field.maximum))
    if field.type is FieldType.DATE:
        return (f"{start}から" if start else "") + (f"{end}まで" if end else "")
    if field.type is FieldType.PICTURE:
        return f"{end}MBまで" if end else ""
    return (f"{start}以上" if start else "") + (f"{end}以下" if end else "")


def choice_words(form: Form, field: Field) -> str:
    """Return the choices: short ones side by side, of long ones the first few; empty for a field without a list."""
    values = [" ".join(choice.value.split()) for choice in form.choices_of(field)]
    if field.type is FieldType.YES_NO or not values:
        return ""
    if max(map(len, values)) <= _SHORT_CHOICE and len(values) <= _MANY_CHOICES:
        return "／".join(values)
    left = len(values) - _FIRST_CHOICES
    rest = [f"ほか{left}件（欄の一覧から選べます）"] if left > 0 else []
    return "\n".join([*(f"・{value}" for value in values[:_FIRST_CHOICES]), *rest])


def check_words(check: Check) -> tuple[str, str]:
    """Return what is compared, and what to do about it, with `「実績値」` for each {{実績値}}.

    A check's own explanation stands as it is; without one, the text says what is wrong and when.
    """
    told = _named(check.explanation or f"{_named(check.message)}\n（{check.condition.in_japanese()}とき）")
    is_named = f"「{check.reason}」" in check.remedy
    reason = f"理由があるときは「{check.reason}」に書きます。" if check.reason and not is_named else ""
    return told, "\n".join(words for words in (_named(check.remedy), reason) if words)


def check_consequence(check: Check) -> str:
    """Return what happens to a sheet that a check finds fault with."""
    return "差し戻します" if check.severity is Severity.ERROR and not check.reason else "お尋ねします"


def _named(text: str) -> str:
    return fill_placeholders(text, lambda found: f"「{found.name}」")


def error_words(field: Field, year: FormYear) -> str:
    """Return the template's own エラー文, or a sentence made of the rule."""
    if field.error_text:
        return field.error_text
    if field.type in _ERROR_WORDS:
        bounds = bound_words(field, year.calendar)
        within = f"{bounds}の" if bounds else ""
        return f"「{field.name}」には、{within}{_ERROR_WORDS[field.type].format(*year.examples)}を記入してください。"
    if field.type in (FieldType.CHOICE, FieldType.YES_NO):
        return f"「{field.name}」は、一覧にあるものから選んでください。"
    return f"「{field.name}」は、{field.max_length}文字以内で記入してください。"


def _bound(bound: Bound | None, calendar: Calendar, field: Field) -> str:
    if bound is None or isinstance(bound, dt.date):
        return calendar.date_label(bound) if bound else ""
    return f"{bound:f}" if names_year(field.name, field.unit) else f"{bound:,f}"
