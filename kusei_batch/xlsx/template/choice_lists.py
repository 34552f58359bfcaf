"""`_選択肢`: choice lists, some of them drawn from the master workbook's lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kusei_batch.core.form import YES_NO, Choice, Field, FieldType
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.lengths import INLINE_LIST, units
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.text.placeholder import Placeholder, fill_placeholders, find_malformed, find_placeholders
from kusei_batch.core.ward import former_name
from kusei_batch.xlsx.template.definitions import CHOICES, DefinitionRow, Rows, report_missing_sheet
from kusei_batch.xlsx.template.draft_fields import WITH_CHOICES, DraftField
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace, hint

MasterLists = Mapping[str, Sequence[Mapping[str, str]]]
ChoiceLists = dict[str, tuple[Choice, ...]]


def read_choice_lists(rows: Rows, masters: MasterLists, lint: Lint) -> ChoiceLists:
    """Return choice lists by name, in the order of `_選択肢`; values naming a master list are expanded."""
    lists: dict[str, list[tuple[Choice, DefinitionRow]]] = {}
    drawn: dict[str, set[str]] = {}
    faulty: set[str] = set()
    for row in rows:
        name = row.text("選択肢名")
        if not name:
            lint.report("choice-incomplete", row.place("選択肢名"))
            continue
        choices = _expand(row, masters, lint)
        if choices is None:
            faulty.add(name)
        drawn.setdefault(name, set()).update(p.table or p.name for p in find_placeholders(row.text("値")))
        lists.setdefault(name, []).extend((choice, row) for choice in choices or ())
    for name, known in lists.items():
        _check_list(name, known, lint)
        if not known and name not in faulty:
            words = {"list": "」「".join(sorted(drawn[name])), "form": lint.file.removesuffix(".xlsx")}
            lint.report("choice-list-empty", TemplatePlace(CHOICES), name=name, **words)
    return {name: tuple(choice for choice, _ in known) for name, known in lists.items()}


def check_choice_lists(
    items: Mapping[str, DraftField], lists: ChoiceLists | None, sheets: list[str], lint: Lint
) -> None:
    """Report each list of a field that does not exist, is empty, or does not fit where Excel keeps it."""
    asking = [i for i in items.values() if i.field.choice_list and i.field.type in WITH_CHOICES]
    if lists is None:
        if asking and CHOICES not in sheets:
            report_missing_sheet(CHOICES, sheets, lint)
        return
    noted: set[str] = set()
    for item in asking:
        name, place = item.field.choice_list or "", item.row.place("選択肢", item.field.qualified)
        if name not in lists:
            lint.report("choice-list-unknown", place, name=name, hint=hint(name, lists))
        elif item.field.type is FieldType.CHOICE and name not in noted:
            noted.add(name)
            choices = lists[name]
            length = units(",".join(choice.value for choice in choices))
            if length > INLINE_LIST:
                lint.report("choice-list-becomes-range", place, name=name, length=str(length))


def choices_of(field: Field, lists: ChoiceLists | None) -> tuple[Choice, ...]:
    """Return what a field offers to choose from; empty for a field without a list."""
    if field.type is FieldType.YES_NO:
        return YES_NO
    return (lists or {}).get(field.choice_list or "", ())


def _expand(row: DefinitionRow, masters: MasterLists, lint: Lint) -> list[Choice] | None:
    value, aliases, place = row.text("値"), row.text("別名"), row.place("値")
    if not value:
        lint.report("choice-incomplete", place)
        return None
    for wrong in find_malformed(value):
        lint.report("placeholder-malformed", place, text=wrong.text, reason=wrong.reason)
        return None
    asked = find_placeholders(value)
    if not asked:
        return [Choice(value, _split_aliases(aliases))]
    master = _master_of(asked, masters, place, lint)
    if master is None:
        return None
    rows = masters[master]
    if not rows:
        lint.report("choice-master-empty", place, master=master)
    former = masters.get(former_name(master), ())
    found: dict[str, tuple[str, ...]] = {}
    for r in rows:  # a column of kinds says the same in many rows: it is one choice
        called = _fill(value, r)
        found[called] = (*found.get(called, ()), *_split_aliases(_fill(aliases, r)), *_former(value, r, former))
    return [Choice(called, tuple(dict.fromkeys(known))) for called, known in found.items() if called]


def _former(value: str, row: Mapping[str, str], former: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Yield how a choice was called in earlier years, when the list's row of that ID said something else."""
    now, row_id = _fill(value, row), next(iter(row.values()))
    called = [_fill(value, texts) for texts in former if next(iter(texts.values())) == row_id]
    yield from dict.fromkeys(name for name in called if comparable(name) != comparable(now))


def _master_of(asked: tuple[Placeholder, ...], masters: MasterLists, place: TemplatePlace, lint: Lint) -> str | None:
    names = {p.table or p.name for p in asked}
    if len(names) > 1:
        lint.report("choice-two-masters", place, names="、".join(sorted(names)))
        return None
    name = names.pop()
    if name not in masters:
        lint.report("choice-unknown-master", place, name=name, hint=hint(name, masters))
        return None
    columns = list(masters[name][0]) if masters[name] else []
    wrong = [p for p in asked if p.table is None or (columns and p.name not in columns)]
    for p in wrong:
        word = p.name if p.table else ""
        lint.report("choice-unknown-column", place, master=name, column=word, known="、".join(columns))
    return None if wrong else name


def _fill(text: str, row: Mapping[str, str]) -> str:
    return seen_only(fill_placeholders(text, lambda placeholder: row.get(placeholder.name, ""))).strip()


def _split_aliases(text: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in re.split(r"[、\n]", text) if alias.strip())


def _check_list(name: str, choices: list[tuple[Choice, DefinitionRow]], lint: Lint) -> None:
    values: dict[str, str] = {}
    for choice, row in choices:
        if comparable(choice.value) in values:
            lint.report("choice-twice", row.place("値"), name=name, value=choice.value)
        values.setdefault(comparable(choice.value), choice.value)
    meanings = dict(values)
    for choice, row in choices:
        for alias in choice.aliases:
            other = meanings.setdefault(comparable(alias), choice.value)
            if other != choice.value:
                words = {"alias": alias, "one": other, "two": choice.value}
                lint.report("choice-alias-ambiguous", row.place("別名"), **words)
