"""`kusei --help` answers at once: what a command is made of is imported when it is called."""

import subprocess
import sys


def test_the_list_of_commands_loads_neither_forms_nor_a_stage():
    asked = "import sys, kusei_batch.cli; print(*sorted(m for m in sys.modules if m.startswith('kusei_batch.')))"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    heavy = ("config", "core.form", "core.submission", "ledger", "pipeline", "report", "validate", "xlsx")
    assert [name for name in loaded if name.removeprefix("kusei_batch.").startswith(heavy)] == []
