"""Work whose jobs do to their worker what files do."""

import os
import signal
import struct
import time
from multiprocessing import connection

from kusei_batch.engine import Failure


def double(offset, job):
    if job == "abort":
        os.kill(os.getpid(), signal.SIGABRT)
    if job == "hang":
        time.sleep(60)
    if job == "bug":
        raise ZeroDivisionError
    if job == "starve":
        return len(bytearray(1 << 40))
    if job == "unpicklable":
        return lambda: None
    if job == "end worker":
        end_worker()
    return int(job) * 2 + offset


def end_worker():
    """Kill the Dask worker this process reads for: not its parent, which begins such processes, but the one above."""
    import psutil

    psutil.Process().parents()[1].kill()
    time.sleep(60)


def double_slowly(job):
    time.sleep(30 if job == "slow" else 0)
    return [0] * (10**10) if job == "large" else job * 2


def sleep_over(job):
    path, seconds = job
    with path.open("a") as file:
        file.write("x")
    time.sleep(seconds)
    return path.name


def end_by_turns(job):
    """Note that it was begun; end the process before as many beginnings as asked for have been survived."""
    path, deaths = job
    with path.open("a") as file:
        file.write("x")
    if path.stat().st_size <= deaths:
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def end_while_answering(job):
    """End the process, for the first job there is, when half its answer has been written."""
    path, number = job
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return number

    def half(self, content):
        os.write(self.fileno(), struct.pack("!i", len(content)) + bytes(content)[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    connection.Connection._send_bytes = half  # type: ignore[attr-defined]
    return number


def codes(results):
    return [result.code if isinstance(result, Failure) else result for result in results]
