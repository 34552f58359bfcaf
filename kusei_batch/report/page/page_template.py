"""A page's template: the files it is put together from, filling it in, and telling its faults by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, meta, nodes
from jinja2.loaders import split_template_path
from jinja2.sandbox import SandboxedEnvironment

from kusei_batch.core.problem import Problem
from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.kept_templates import TemplateFile, TemplateFolder
from kusei_batch.report.page.page_names import PAGE_FILTERS
from kusei_batch.report.templating.marked_changes import underline_in_page
from kusei_batch.report.templating.means import settle
from kusei_batch.report.templating.tags import FAILURES, PaperError, fault_of, make_environment, syntax_fault
from kusei_batch.report.templating.template_faults import hint, listing, paper_problem
from kusei_batch.report.templating.template_places import Places, places_in_text

Part = tuple[str, str, nodes.Template]
"""A file of the template: its name, its text and what its tags say."""


@cache
def page_environment(folder: TemplateFolder) -> SandboxedEnvironment:
    """Return the sandbox in which a template may draw on the others of its folder and on nothing else.

    There is one a folder and process: it compiles a file once, and again where it was changed.
    """
    environment = make_environment(_FolderLoader(folder))
    environment.filters.update(PAGE_FILTERS)
    environment.trim_blocks = environment.lstrip_blocks = True
    return environment


class _FolderLoader(BaseLoader):
    """The files of a folder, which may be one on a disk."""

    def __init__(self, folder: TemplateFolder) -> None:
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002 -- jinja2's interface
        """Return the text of a file, its name, and what tells whether it is still that."""
        file = self._folder / "/".join(split_template_path(template))
        if not file.is_file():
            raise TemplateNotFound(template)
        text = file.read_text(encoding="utf-8")
        return text, str(file), lambda: file.is_file() and file.read_text(encoding="utf-8") == text


def read_parts(path: TemplateFile) -> list[Part]:
    """Read the template and every file it draws on; raise PaperError for one that cannot be read."""
    environment = page_environment(path.parent)
    parts: list[Part] = []
    waiting = [path.name]
    while waiting:
        name = waiting.pop(0)
        if name not in (known for known, *_ in parts):
            part = _read_part(environment, path, name)
            parts.append(part)
            waiting += [found for found in meta.find_referenced_templates(part[2]) if found]
    return parts


def _read_part(environment: SandboxedEnvironment, path: TemplateFile, name: str) -> Part:
    try:
        text = (path.parent / name).read_text(encoding="utf-8-sig")
        environment.compile(text)  # filters are looked up only here
        return name, text, environment.parse(text)
    except TemplateSyntaxError as error:
        # Of a block that is not closed the end of the file is named: the last tag before it is nearer.
        before = [line.strip() for line in text.splitlines()[: error.lineno] if "{" in line]
        near = before[-1] if before else ""
        raise PaperError(places_in_text(text).located(*syntax_fault(error, name, near))) from error
    except (OSError, UnicodeDecodeError) as error:
        code = "page-unreadable" if (path.parent / name).is_file() else "page-missing"
        there = sorted(found.name for found in path.parent.iterdir() if found.name.endswith(".html"))
        raise PaperError(paper_problem(code, name, hint=hint(name, there) + listing(there))) from error


def fill_page(path: TemplateFile, names: Mapping[str, object]) -> str:
    """Return the page as text; raise PaperError for a tag that cannot be filled in."""
    environment = page_environment(path.parent)
    try:
        return clean_text(underline_in_page(settle(environment.get_template(path.name).render(names), names)))
    except (TemplateNotFound, TemplateSyntaxError) as error:
        read_parts(path)  # tells the fault better, wherever it can be seen beforehand
        raise PaperError(paper_problem("page-missing", str(error.name), hint="")) from error
    except FAILURES as error:
        raise PaperError(_failed(error, names, path)) from error


def _failed(error: Exception, names: Mapping[str, object], path: TemplateFile) -> Problem:
    file, number = _failing_line(error, path)
    text = (path.parent / file).read_text(encoding="utf-8-sig")
    problem, name = fault_of(error, names, file)
    lines = text.splitlines()
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return _places(text, number).located(problem, name if name and name in line else line or name)


def _places(text: str, number: int) -> Places:
    """Return the lines from the failing one on: the same words further up are not what failed."""
    return places_in_text("\n".join("" if i < number else line for i, line in enumerate(text.splitlines(), 1)))


def _failing_line(error: Exception, path: TemplateFile) -> tuple[str, int]:
    """Return the file and line of the tag that was being computed, as the traceback tells."""
    found = (path.name, 0)
    for file, number in _frames(error):
        if file == str(path.parent / Path(file).name):
            found = (Path(file).name, number)
    return found


def _frames(error: Exception) -> Iterator[tuple[str, int]]:
    frame = error.__traceback__
    while frame is not None:
        yield frame.tb_frame.f_code.co_filename, frame.tb_lineno
        frame = frame.tb_next
