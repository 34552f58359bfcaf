"""提出先: an office that names itself alone leaves departments to guess where to put their files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kusei_batch.config import Workspace
from kusei_batch.config.lines import config_problem
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.core.problem import Location, Problem

_PLACES = re.compile(
    r"[＞>→\\/@＼／＠]|フォルダ|共有|サーバ|ドライブ|受付|メール|システム|チャット|棚|箱|ポスト|便|持参"
)
"""What tells of a place or a way; nothing else is doubted."""


def check_submit_places(workspace: Workspace) -> Iterator[Problem]:
    """Yield a warning for each 提出先 that tells no place: that of the settings, then those of wards and other units.

    A blank one is no guess: what departments read then is the folder itself.
    """
    usual, section = workspace.settings.submit_to, workspace.settings.words.section
    if _lacks_place(usual):
        words = {"value": usual, "section": section}
        yield config_problem("submit-to-without-place", workspace.written, ("submit_to",), **words)
    own = dict.fromkeys(unit.office.submit_to for unit in workspace.master.bodies)
    place = Location(sheet="区", field="提出先", file=MASTER)
    for value in own:
        if _lacks_place(value):
            yield Problem.of("submit-to-without-place", place, value=value, section=section)


def _lacks_place(submit_to: str) -> bool:
    return bool(submit_to) and not _PLACES.search(submit_to)
