"""What the benches measure is a workspace as it should be: it has no fault, and its sheets are taken in."""

from bench.filled import fill_inbox, make_workspace
from kusei_batch.core.problem import Severity
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.commands import run_command


def test_the_measured_workspace_has_no_fault_and_takes_its_sheets_in(tmp_path):
    workspace = make_workspace(tmp_path / "w", 2, 4)
    assert [p for p in examine_workspace(workspace.root) if p.severity is Severity.ERROR] == []
    fill_inbox(workspace)
    night = run_command(workspace.root, "--json", "nightly", "--as-of", "2026-04-20")
    assert night.code == 0
    assert {file["verdict"] for file in night.json["files"]} <= {"accepted", "accepted_with_warnings"}
    assert len(night.json["files"]) == 4
