"""Where documents lead to the files they tell of: in the inbox, else to the kept originals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kusei_batch.collect.archive import archived_path
from kusei_batch.config import Workspace
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.status.round_status import YearStatus
from kusei_batch.report.views import UnidentifiedLine
from kusei_batch.system import link_between
from kusei_batch.validate.personal import is_masked, mask_private


@dataclass
class FileLinks:
    """The files of a night; `inbox_paths` tells where in the inbox a content lies."""

    workspace: Workspace
    status: YearStatus
    inbox_paths: Mapping[str, str]

    def path_of(self, sha256: str) -> str | None:
        """Return where in the inbox the file lies that a content is from; of what a ward handed up, that file."""
        return self.inbox_paths.get(self._origins.get(sha256, sha256))

    def of(self, base: Path, contents: Iterable[str]) -> dict[str, str]:
        """Return content -> its file as seen from the folder `base`: in the inbox, else the kept original.

        Of what a ward handed up, the city has that file.
        """
        files = {sha256: self._origins.get(sha256, sha256) for sha256 in contents}
        return {sha256: self._link(self.inbox_paths.get(file), file, base) for sha256, file in files.items()}

    @cached_property
    def _origins(self) -> Mapping[str, str]:
        """Content -> the hand-up that told of it."""
        return {r.sha256: r.origin for r, _ in self.status.receipts if r.origin}

    def unidentified(self, base: Path, ward: Ward) -> list[UnidentifiedLine]:
        """Return the files that answer no sheet and lie in a folder of the ward, or in nobody's."""
        unidentified = []
        for found in self.status.unidentified:
            if self.workspace.master.receives(found.ward_code, found.department_code, ward):
                receipt, owner = found.receipt, (found.ward_code, found.department_code)
                # What was passed over has no kept original to lead to where its name is withheld.
                path = mask_private(receipt.path)
                has_link = receipt.sha256 or (path == receipt.path and not is_masked(path))
                link = self._link(receipt.path, receipt.sha256, base) if has_link else None
                unidentified.append(UnidentifiedLine(path, receipt.verdict.label, found.problems, *owner, link))
        return unidentified

    def _link(self, path: str | None, sha256: str, base: Path) -> str:
        """Return the way to a file of the inbox, or to the original if it has left or its name is withheld."""
        if path and not is_masked(path) and mask_private(path) == path:
            return link_between(self.workspace.inbox / path, base)
        return link_between(archived_path(self.workspace.archive, sha256), base)
