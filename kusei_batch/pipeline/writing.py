"""Writing everything a night has planned: what cannot be planned or written costs itself and is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.core.problem import PartFailedError, SettingsError
from kusei_batch.disk import cannot_write
from kusei_batch.errors import KuseiError
from kusei_batch.pipeline.stories import keep_story

if TYPE_CHECKING:
    from kusei_batch.core.ward import Ward
    from kusei_batch.pipeline.session import Progress


@dataclass(frozen=True)
class Output:
    """A file written for people: its kind, its ward (None: the whole city) and where it is."""

    kind: str
    ward: Ward | None
    path: Path


Plan = tuple[Output | None, Callable[[], Output | None]]
"""What will be there (None: nothing new) and what makes it so; that may tell of another file to be read instead."""


def plan_each(output: Output, plans: Callable[[], Iterable[Plan]]) -> list[Plan]:
    """The plans; where planning itself fails, those made until then and one that fails in the same way.

    `output` stands for what the plans would have made, so that the failure has a name.
    """
    planned: list[Plan] = []
    try:
        planned.extend(plans())
    except Exception as error:  # noqa: BLE001 -- whatever it is, it costs these documents alone
        planned.append((output, partial(_fail, error)))
    return planned


def _fail(error: Exception) -> None:
    raise error


def write_outputs(plans: Sequence[Plan], progress: Progress, state: Path) -> tuple[list[Output], list[PartFailedError]]:
    """Carry out every plan: what was written, and what could not be, with the reason and the remedy.

    One bad template, one document somebody has open, one fault of the program must not cost the other documents.
    What the program itself did wrong is kept in the log of the `state` folder.
    """
    outputs: list[Output] = []
    failures: list[PartFailedError] = []
    for done, (output, write) in enumerate(plans, 1):
        try:
            instead = write()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the other documents are written
            name = output.path.name if output else "マスタへの追記または差戻しの片付け"
            failures.append(part_failed(name, error, state))
        else:
            outputs += [instead or output] if output else []
        progress("差戻しと資料の作成", done, len(plans))
    return outputs, failures


def part_failed(name: str, error: Exception, state: Path) -> PartFailedError:
    """What is told of one thing that could not be made, whatever went wrong."""
    if isinstance(error, PartFailedError):
        return PartFailedError(f"「{name}」を作れませんでした。{error.message}", error.remedy, error.problems)
    if isinstance(error, SettingsError):
        remedy = "下に示す箇所を直すと、次に実行したときに作ります。前に作ったものは、そのまま残っています。"
        return PartFailedError(f"「{name}」を作れませんでした。", remedy, error.problems)
    if isinstance(error, OSError):
        error = cannot_write(Path(error.filename or name), error)
    if isinstance(error, KuseiError):
        return PartFailedError(error.message, error.remedy)
    log = keep_story(state, name, error)
    return PartFailedError(
        f"「{name}」を作る途中で、プログラムの誤りが起きました（記録 {log}）。ほかのものは作りました。",
        "記録を添えて、情報システムの担当に連絡してください。前に作ったものは、そのまま残っています。",
    )
