"""A night whose workers are spawned, as Windows starts them, without what Windows lacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.pipeline.desk import IN_TIME, TARGET

WAYS = Path(__file__).parents[1] / "windows_ways"
A, B = "1303", "1304"


def test_spawned_workers_read_files_and_make_documents(issued):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET | {"場面": "どこでもない"}])
    root = issued.workspace.root
    config = root / "config.toml"
    config.write_text(config.read_text("utf-8").replace("workers = 1 ", "workers = 2 "), "utf-8")
    night = [sys.executable, "-m", "kusei_batch", "-w", str(root), "--json", "nightly", "--as-of", IN_TIME.isoformat()]
    done = subprocess.run(
        night, check=False, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(WAYS)}
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert sorted(file["verdict"] for file in told["files"]) == ["accepted", "sent_back"]
    made = {one["kind"] for one in told["outputs"]}
    assert {"paper", "summary_workbook", "records_csv", "sent_back"} <= made
    assert all(Path(root, one["path"]).is_file() for one in told["outputs"])
