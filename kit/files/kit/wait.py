"""Wait so many seconds: `timeout` of Windows does not, where nobody is logged on."""

import sys
import time

time.sleep(float(sys.argv[1]))
