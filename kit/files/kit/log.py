"""Tell by the exit code whether a log can be written on: LOG. cmd leaves out what it cannot write the output of."""

import sys

try:
    open(sys.argv[1], "ab").close()  # noqa: PTH123
except OSError as error:
    print(f"{sys.argv[1]} に書けません（{error.strerror}）。")
    sys.exit(1)
