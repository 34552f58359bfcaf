"""`_設定`: what is said once of a form, and of each of its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kusei_batch.core.follow_up import FollowUp
from kusei_batch.core.form import ENTRY_COLOR, FieldType, Table
from kusei_batch.core.proposal import Proposal
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.template.bounds import parse_count
from kusei_batch.xlsx.template.definitions import SETTINGS, DefinitionRow, Rows
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.follow_up_settings import FOLLOW_UP_KEYS, read_follow_up
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace, hint
from kusei_batch.xlsx.template.proposal_settings import PROPOSAL_KEYS, proposal_key, read_proposals
from kusei_batch.xlsx.template.row_sources import SOURCE_KEYS, Said, check_references, read_row_rules

ID, TITLE, NUMBER, VERSION = "様式ID", "様式名", "様式番号", "版"
NOTHING, COLOR = "該当なし項目", "記入欄の色"
FORM_KEYS = (ID, TITLE, NUMBER, VERSION, NOTHING, COLOR)
MIN_ROWS, USUAL_ROWS, MAX_ROWS, PRINTED_ROWS = "最小行数", "目安行数", "最大行数", "印刷行数"
DISTINCT, CHECKABLE = "重複検査", "具体性検査"
TABLE_KEYS = (
    *(MIN_ROWS, USUAL_ROWS, MAX_ROWS, PRINTED_ROWS, DISTINCT, CHECKABLE),
    *(*SOURCE_KEYS, *PROPOSAL_KEYS, *FOLLOW_UP_KEYS),
)
_MOST_ROWS = 2000
# The form's id becomes part of file names, also on Windows.
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\r\n\t]|^\.|[. ]$')


@dataclass
class FormSettings:
    """The rows of `_設定` by name, and what they mean once checked."""

    rows: dict[str, DefinitionRow] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    nothing_field: str | None = None
    entry_color: str = ENTRY_COLOR
    proposals: list[Proposal] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return the value of a setting, empty when it is not stated."""
        return self.rows[key].text("値") if key in self.rows else ""

    def place(self, key: str) -> TemplatePlace:
        """Return where its value stands."""
        return self.rows[key].place("値", key) if key in self.rows else TemplatePlace(SETTINGS, (), key)


def read_settings(rows: Rows, items: Mapping[str, DraftField], lint: Lint) -> FormSettings:
    """Return the settings of a form whose fields are known; report every fault."""
    table_names = list(dict.fromkeys(i.field.table for i in items.values() if i.field.table))
    settings = FormSettings(_by_key(rows, table_names, lint))
    for key in (ID, TITLE, VERSION):
        if not settings.text(key):
            lint.report("setting-missing", settings.place(key), name=key)
    if _NOT_IN_FILE_NAMES.search(settings.text(ID)):
        lint.report("form-id-unusable", settings.place(ID), value=settings.text(ID))
    settings.nothing_field = _read_nothing(settings, items, lint)
    settings.entry_color = _read_color(settings, lint)
    for name in table_names:
        table = _read_table(name, settings, items, lint)
        rules = read_row_rules(name, _said(name, SOURCE_KEYS, settings), items, lint)
        if table:
            settings.tables[name] = replace(table, **rules)
        settings.proposals += read_proposals(name, _said_of_proposals(name, settings), items, lint)
        follow_up = read_follow_up(name, _said(name, FOLLOW_UP_KEYS, settings), items, lint)
        settings.follow_ups += [follow_up] if follow_up else []
    check_references(settings.tables, items, lint)
    return settings


def _said(table: str, keys: tuple[str, ...], settings: FormSettings) -> dict[str, Said]:
    """Return what `_設定` says of a table, by the key's last word."""
    full = {key: f"{table}.{key}" for key in keys}
    return {key: Said(settings.text(k), settings.place(k)) for key, k in full.items() if settings.text(k)}


def _said_of_proposals(table: str, settings: FormSettings) -> dict[str, Said]:
    """Return what `_設定` says of a table's proposals: 提案先, 提案の条件 and 提案.<列> in the order written."""
    keys = {key.removeprefix(f"{table}."): key for key in settings.rows if key.startswith(f"{table}.")}
    asked = {k: full for k, full in keys.items() if proposal_key(k)}
    return {k: Said(settings.text(full), settings.place(full)) for k, full in asked.items() if settings.text(full)}


def _by_key(rows: Rows, tables: list[str], lint: Lint) -> dict[str, DefinitionRow]:
    keys = [*FORM_KEYS, *(f"{table}.{key}" for table in tables for key in TABLE_KEYS)]
    plain = {comparable(key): key for key in keys}
    found: dict[str, DefinitionRow] = {}
    for row in rows:
        written, place = row.text("設定名"), row.place("設定名")
        key = plain.get(comparable(written)) or _key_of_proposal(written, tables)
        if not written:
            lint.report("setting-without-name", place)
        elif key is None:
            lint.report("setting-unknown", place, name=written, hint=hint(written, keys))
        elif key in found:
            lint.report("setting-twice", place, name=key, first=found[key].place("設定名").cells[0])
        else:
            found[key] = row
    return found


def _key_of_proposal(written: str, tables: list[str]) -> str | None:
    """Return the key of `目標.提案.本文`; its last word is a heading of a list and therefore no known key."""
    for table in tables:
        before, point, after = written.partition(f"{table}.")
        key = proposal_key(after.strip()) if point and not before else None
        if key:
            return f"{table}.{key}"
    return None


def _read_nothing(settings: FormSettings, items: Mapping[str, DraftField], lint: Lint) -> str | None:
    name, place = settings.text(NOTHING), settings.place(NOTHING)
    if not name:
        return None
    item = items.get(name)
    if item is None:
        heads = [i.field.name for i in items.values() if not i.field.table]
        lint.report("setting-unknown-item", place, key=NOTHING, name=name, hint=hint(name, heads))
        return None
    if item.certain and not (item.field.type is FieldType.YES_NO and item.field.is_entry):
        lint.report("nothing-item-not-yes-no", place, name=name)
    return name


def _read_color(settings: FormSettings, lint: Lint) -> str:
    text = settings.text(COLOR)
    if not text:
        return ENTRY_COLOR
    # A colour of digits alone, typed into a cell, is a number that lost its leading zeros.
    plain = text.removeprefix("#").upper().rjust(6, "0")
    if not re.fullmatch(r"[0-9A-F]{6}", plain):
        lint.report("setting-bad-color", settings.place(COLOR), value=text)
        return ENTRY_COLOR
    return plain


def _read_table(name: str, settings: FormSettings, items: Mapping[str, DraftField], lint: Lint) -> Table | None:
    most = _rows(f"{name}.{MAX_ROWS}", settings, 0, lint)
    if not settings.text(f"{name}.{MAX_ROWS}"):
        lint.report("table-without-rows", settings.place(f"{name}.{MAX_ROWS}"), table=name)
    least = _rows(f"{name}.{MIN_ROWS}", settings, 0, lint)
    usual = _rows(f"{name}.{USUAL_ROWS}", settings, most, lint)
    if most and most < least:
        _report_order(name, (MIN_ROWS, least), (MAX_ROWS, most), settings, lint)
    elif most and not least <= usual <= most:
        over = usual > most
        smaller, larger = (MIN_ROWS, least), (USUAL_ROWS, usual)
        if over:
            smaller, larger = (USUAL_ROWS, usual), (MAX_ROWS, most)
        _report_order(name, smaller, larger, settings, lint)
    printed = _rows(f"{name}.{PRINTED_ROWS}", settings, usual, lint)
    if usual <= most < printed:
        _report_order(name, (PRINTED_ROWS, printed), (MAX_ROWS, most), settings, lint)
    distinct = _read_names(name, DISTINCT, settings, items, lint)
    checkable = _read_names(name, CHECKABLE, settings, items, lint)
    return Table(name, least, usual, most, distinct, checkable, printed_rows=printed) if most else None


def _report_order(
    table: str, smaller: tuple[str, int], larger: tuple[str, int], settings: FormSettings, lint: Lint
) -> None:
    words = {
        "smaller": f"{table}.{smaller[0]}",
        "larger": f"{table}.{larger[0]}",
        "low": str(smaller[1]),
        "high": str(larger[1]),
    }
    lint.report("table-rows-reversed", settings.place(words["smaller"]), **words)


def _rows(key: str, settings: FormSettings, default: int, lint: Lint) -> int:
    text = settings.text(key)
    if not text:
        return default
    number = parse_count(text, _MOST_ROWS)
    if number is None or (number == 0 and not key.endswith(MIN_ROWS)):
        lint.report("table-rows-malformed", settings.place(key), name=key, value=text, most=str(_MOST_ROWS))
        return default
    return number


def _read_names(
    table: str, key: str, settings: FormSettings, items: Mapping[str, DraftField], lint: Lint
) -> tuple[str, ...]:
    full = f"{table}.{key}"
    words = [w.strip() for w in re.split(r"[、,，\n]", settings.text(full)) if w.strip()]
    names = tuple(word.removeprefix(f"{table}.") for word in words)
    known = [i.field.name for i in items.values() if i.field.table == table]
    for name in names:
        if name not in known:
            place = settings.place(full)
            lint.report("setting-unknown-item", place, key=full, name=name, hint=hint(name, known))
    return names
