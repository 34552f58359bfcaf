"""What of a workspace is not as the program came: forms, papers and pages, and settings that few offices need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.settings import Settings, WordSettings
from kusei_batch.pipeline.workspace.shipped import shipped_folder

_MOST_NAMED = 4


def tell_own_settings(workspace: Workspace) -> Iterator[str]:
    """Yield, in a clerk's words, what whoever knows the program as it came would not expect here."""
    settings, rounds = workspace.settings, workspace.rounds
    folders = settings.folders
    papers = [paper.template for round_ in rounds for paper in workspace.papers(round_)]
    pages = [page.template for round_ in rounds for page in workspace.pages(round_)]
    kinds = (
        ("様式", folders.templates_xlsx, "templates_xlsx", [f"{round_.form}.xlsx" for round_ in rounds]),
        ("会議資料", folders.templates_docx, "templates_docx", papers),
        ("公表ページ", folders.templates_html, "templates_html", pages),
    )
    told = [
        (f"{what} {len(set(names))}種類", _changes(workspace.root / own, shipped_folder(shipped), dict.fromkeys(names)))
        for what, own, shipped, names in kinds
    ]
    as_came = [number for number, changes in told if not changes]
    if as_came:
        yield f"備え付けのまま：{'、'.join(as_came)}"
    yield from (f"{number}：{changes}" for number, changes in told if changes)
    confirmed = [one.name for one in settings.rounds if one.confirmation]
    if confirmed:
        yield f"部長の確認を求める回：{_named(confirmed)}"
    above = [f"{unit.name}（{unit.level}）" for unit in workspace.master.above]
    if above:
        yield f"{settings.words.ward}の上の組織：{_named(above)}（マスタ.xlsx の「組織」）"
    yield from _of_file(settings)


def _changes(home: Path, shipped: Path, names: Iterable[str]) -> str:
    """Return which templates in use are changed or the office's own; blank where all are as they came."""
    changed, own = [], []
    for name in names:
        came = shipped / name
        if not came.is_file():
            own.append(Path(name).stem)
        elif (home / name).is_file() and (home / name).read_bytes() != came.read_bytes():
            changed.append(Path(name).stem)
    told = [f"備え付けから直したもの {_named(changed)}"] if changed else []
    return "、".join([*told, *([f"加えたもの {_named(own)}"] if own else [])])


def _of_file(settings: Settings) -> Iterator[str]:
    """Yield what config.toml says that it need not say."""
    words, came = settings.words, WordSettings()
    pairs = ((came.ward, words.ward), (came.division, words.division), (came.section, words.section))
    if called := [f"{shipped}は「{word}」" for shipped, word in pairs if word != shipped]:
        yield f"呼び名（words）：{'、'.join(called)}"
    if settings.hand_up.ward:
        yield f"{settings.hand_up.ward}だけの作業フォルダです。受理したものを市に提出します（手引き「市と区で…」）"
    if settings.hand_up.wards:
        wards = [one.ward for one in settings.hand_up.wards]
        yield f"自分の作業フォルダを持つ区：{_named(wards)}（その区の部署には配りません）"
    usual = type(settings.letters)()
    silent = [one.name for one in settings.rounds if any(v == "" for v in one.letters.model_dump().values())]
    if settings.letters != usual or silent:
        whose = f"（{_named(silent)}）" if silent else ""
        yield f"通知：作らないもの、別のひな形のものがあります{whose}（config.toml の letters）"
    own = [
        word
        for word, is_own in (
            ("1つのファイルや資料にかけてよい手間（limits）", settings.limits != type(settings.limits)()),
            ("ほかの機械にも分けて動かす（engine）", settings.engine.kind != "local"),
            (f"同時に使う数 {settings.workers}（workers）", settings.workers != 0),
            (f"集計ブックの書体 {settings.font}（font）", settings.font != Settings.model_fields["font"].default),
        )
        if is_own
    ]
    if own:
        yield f"config.toml で変えたもの：{'、'.join(own)}"


def _named(names: list[str]) -> str:
    more = f" ほか{len(names) - _MOST_NAMED}" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more
