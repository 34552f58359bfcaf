"""How the package is written: rules that no linter knows."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from kusei_batch.core.catalog import lookup

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.xdist_group("house")
VERBS = (
    r"(Add|Append|Ask|Begin|Carry|Change|Check|Colour|Compile|Copy|Count|Drop|End|Enter|Examine|Fill|Find"
    r"|Forget|Give|Issue|Join|Keep|Let|List|Lock|Look|Make|Move|Name|Note|Offer|Open|Parse|Print|Put|Raise"
    r"|Read|Recognise|Remove|Repair|Replace|Report|Return|Run|Save|Set|Show|Stretch|Take|Tell|Turn|Wait|Warn"
    r"|Write|Yield)\b"
)
ARCHAIC = re.compile(r"\b(anew|(?<!there )is none|(is|are|was|were|be) told(?! apart))\b")
SAYS_OTHERWISE = re.compile(r"^(cached_)?property$|\.(command|group)\(")
NAMED = (ast.Name, ast.Attribute)


@cache
def trees() -> dict[Path, ast.Module]:
    """Return every module of the package; it is the tests here that ask, and no other process of the suite."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "kusei_batch").rglob("*.py"))}


def test_a_severity_is_stated_only_where_it_is_not_the_catalogs():
    stated = [
        f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call.args[0])}"
        for path, tree in trees().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Problem"
        if len(call.args) > 1 and isinstance(call.args[0], ast.Constant) and isinstance(call.args[1], ast.Attribute)
        if lookup(call.args[0].value).severity == call.args[1].attr.lower()
    ]
    assert stated == []


def test_texts_are_measured_and_guessed_in_one_place():
    homes = {"east_asian_width": {"width.py"}, "get_close_matches": {"hint.py"}}
    for name, home in homes.items():
        used = {
            path.name
            for path, tree in trees().items()
            if any(isinstance(node, ast.Attribute) and node.attr == name for node in ast.walk(tree))
        }
        assert used == home


def test_no_module_is_longer_than_can_be_read_at_once():
    """What is longer is two things, and each has a name of its own."""
    lengths = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in trees()}
    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}


def test_docstrings_say_first_what_a_function_does():
    """Return, raise, report; a property, read like a value, says what it is, and a command's words are its help."""
    others = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("__")
        if not any(SAYS_OTHERWISE.search(ast.unparse(one)) for one in node.decorator_list)
        if not re.match(VERBS, ast.get_docstring(node) or "Return")
    ]
    assert others == []


def test_english_is_plain_for_whoever_learnt_it_as_a_second_language():
    """Turns such as "a word that is none" have to be read twice."""
    others = {
        str(path.relative_to(ROOT)): found[0]
        for path in trees()
        if (found := ARCHAIC.search(path.read_text(encoding="utf-8")))
    }
    assert others == {}


def test_a_class_name_and_a_module_name_stand_for_one_thing():
    classes, modules = defaultdict(list), defaultdict(list)
    for path, tree in trees().items():
        place = str(path.relative_to(ROOT))
        if path.name != "__init__.py":
            modules[path.stem].append(place)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                classes[node.name].append(f"{place}:{node.lineno}")
    shared = [places for names in (classes, modules) for places in names.values() if len(places) > 1]
    assert shared == []


def test_no_test_asserts_how_long_something_takes():
    clocks = {"perf_counter", "process_time", "monotonic"}
    # The bridge to LibreOffice waits for it to start, and asserts nothing.
    others = [path for path in (ROOT / "tests").rglob("*.py") if path.name != "uno_bridge.py"]
    read = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in others
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in clocks
    ]
    assert read == []


def test_parameters_are_no_tuples_of_different_things():
    """Two of one kind, such as a place or a font, may come as one; what is unpacked at once are parameters."""
    unpacked = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path, tree in trees().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for argument in function.args.args
        if ast.unparse(argument.annotation or ast.Constant(None)).startswith("tuple[")
        for line in function.body[:3]
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Tuple)
        if isinstance(line.value, ast.Name) and line.value.id == argument.arg
    ]
    assert {place.rpartition(" ")[2] for place in unpacked} <= {"room_for", "_kept"}


def test_helpers_that_are_called_once_do_not_become_more():
    """A private function with one use reads no better than its body, or it would be one of a kind with a name."""
    functions, once = 0, 0
    for tree in trees().values():
        nodes = list(ast.walk(tree))
        uses = Counter(
            node.id if isinstance(node, ast.Name) else node.attr for node in nodes if isinstance(node, NAMED)
        )
        names = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
        functions += len(names)
        once += sum(name.startswith("_") and not name.startswith("__") and uses[name] == 1 for name in names)
    assert once / functions < 0.267


def test_expressions_are_read_with_the_calendar_of_the_city():
    readers = {"parse_expression": 3, "parse_condition": 3, "parse_formula": 3, "parse_ratio": 3, "year_of": 2}
    without = [
        f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)}"
        for path, tree in trees().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if len(call.args) + len(call.keywords) < readers.get(call.func.id, 0)
    ]
    assert without == []


def test_the_usual_eras_are_named_only_where_config_toml_is_read_or_none_is_there():
    named = {
        path.name
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "DEFAULT_ERAS")
        or (isinstance(node, ast.Call) and not node.args and ast.unparse(node.func) in ("Calendar", "FormYear"))
    }
    before_settings = {"master.py", "settings.py", "settings_reading.py", "setting_values.py", "options.py"}
    tables_and_forms_of_no_workspace = {"form_check.py", "linting.py", "table_file.py", "table_shape.py"}
    reading_for_no_year = {"__init__.py", "template_reading.py"}
    # What Excel itself shows goes by the eras Excel knows.
    assert named <= before_settings | tables_and_forms_of_no_workspace | reading_for_no_year | {
        "moments.py",
        "period.py",
    }
