"""What the operating system does its own way: the only module that asks which one it is, with both answers.

Windows is the client's PC and Linux the builder's: whatever one of them lacks is made up for here, and nowhere else.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import re
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from urllib.parse import quote

IS_WINDOWS = os.name == "nt"
CAN_MOVE_WHAT_IS_OPEN = not IS_WINDOWS
"""Whether a folder can be given another name while a file in it is open: where not, whoever is at work keeps it."""
_LONGEST_PATH = 247
"""Characters of a folder's path at most; a file's may have a few more."""
HAS_FOLDER_DESCRIPTORS = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether a folder can be held open, so that nobody exchanges it for a link on the way to what lies in it."""
NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_CLOSED_IN_CHILDREN = getattr(os, "O_CLOEXEC", 0)
OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | NO_LINKS | _CLOSED_IN_CHILDREN
# Opening a pipe would wait for somebody to write into it.
OPEN_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | NO_LINKS | _CLOSED_IN_CHILDREN
SAFE_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
"""How to start processes from one that has threads: those do not survive a plain fork."""

_HELD = {5, 32, 33}
"""Windows' numbers for what somebody else holds: access denied, sharing violation, lock violation."""
_TRIES, _PAUSE = 5, 0.2
_UNNAMEABLE = re.compile(
    r'[\x00-\x1f:\\/<>"|?*\udc80-\udcff]|[. ]$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)', re.IGNORECASE
)
_NAME_SURROGATE = 0x20000000
_SAMPLE = 0.25
"""Seconds between two looks at the memory of a worker."""
STARVED = 97
"""The exit code of a worker that went beyond its memory where the system itself sets no bound."""
_UNWATCHED = (
    "メモリの使用量を調べられないため、上限なしで処理を続けています（{}: {}）。情報システムの担当に連絡してください。\n"
)


def replace_file(source: Path, target: Path) -> None:
    """Give `source` the name `target`, in place of what has it. Raise OSError when that is refused for a second."""
    _insist(lambda: source.replace(target))


def remove_file(path: Path) -> None:
    """Remove a file where there is one. Raise OSError when the system refuses for a second or more."""
    _insist(lambda: path.unlink(missing_ok=True))


def make_own_folder(folder: Path) -> None:
    """Make a folder that none but its owner can look into yet, which is to be known to others later.

    Windows would shut others out of it for good: there it takes the rights of the folder it lies in.
    """
    folder.mkdir(mode=0o777 if IS_WINDOWS else 0o700)


def remove_folder(folder: Path) -> bool:
    """Remove a folder with all that is in it; return whether it is gone. What somebody has open stays there."""
    for _ in range(_TRIES if IS_WINDOWS else 1):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return True
        time.sleep(_PAUSE if IS_WINDOWS else 0)
    return False


def _insist(step: Callable[[], object]) -> None:
    """Carry out what Windows refuses while a virus scanner looks at a new file: for the blink of an eye."""
    for _ in range(_TRIES):
        try:
            step()
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(_PAUSE)
        else:
            return
    step()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such thing and needs none."""
    if IS_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin_writing(descriptor: int) -> None:
    """Begin to write a file to the disk, where the system offers that: many are then waited for as one."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def link_or_copy(path: Path, name: Path) -> None:
    """Give a file another name that nobody writes to; on another disk, or where names are not shared, copy it."""
    try:
        os.link(path, name)
    except OSError:
        shutil.copyfile(path, name)


def is_link(status: os.stat_result) -> bool:
    """Return whether what was asked without following links is one, also a junction of Windows (a name surrogate)."""
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0) & _NAME_SURROGATE)


def status_of(entry: os.DirEntry[str]) -> os.stat_result:
    """Return how an entry of a folder looks, itself and not what it leads to.

    Windows tells of an entry all but the number by which the open file is known: there the file itself is asked.
    """
    told = entry.stat(follow_symlinks=False)
    return told if told.st_ino or HAS_FOLDER_DESCRIPTORS else os.lstat(entry.path)


def is_one_file(held: os.stat_result, found: os.stat_result) -> bool:
    """Return whether two looks, at what is open and at what has the name, were at one file.

    Windows numbers the disk in 64 bits or, on some shares and by some ways of asking, in the lower 32 of them.
    """
    return held.st_ino == found.st_ino and (held.st_dev ^ found.st_dev) & 0xFFFF_FFFF == 0


def can_be_named(name: str) -> bool:
    """Return whether a file of this system can have a name that another one's had."""
    if IS_WINDOWS:
        return _UNNAMEABLE.search(name) is None
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return "/" not in name and "\0" not in name


def as_one_name(name: str) -> str:
    """Return what names have in common that are one to this system: Windows does not tell A from a."""
    return name.casefold() if IS_WINDOWS else name


def is_path_too_long(path: Path) -> bool:
    """Return whether Windows refuses a path for its length, as it does unless it is set up otherwise."""
    return IS_WINDOWS and len(str(path)) > _LONGEST_PATH


def is_readable_by_others(path: Path) -> bool:
    """Return whether others than the owner can read a file; on Windows the folder's access list says, not its mode."""
    return not IS_WINDOWS and bool(path.stat().st_mode & 0o077)


def starts_with_what_is_loaded(method: str | None) -> bool:
    """Return whether workers begin with the modules that this process has: only where they are forked from it.

    `method` is how they are started, None the system's usual way.
    """
    return (method or multiprocessing.get_start_method()) == "fork"


def limit_memory(allowed: int) -> None:
    """Let this process use so many bytes beyond what it holds now.

    The system sets the bound where it can, and an allocation beyond it fails. Elsewhere a thread looks, and ends the
    process; what is done in one step of the interpreter is noticed when that step is over.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limits
        is_looking = threading.Event()
        threading.Thread(target=_end_beyond, args=[allowed, is_looking], name="memory", daemon=True).start()
        is_looking.wait()
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 -- a path of the system
            held = int(statm.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (held + allowed, hard))
    except (OSError, ValueError):
        return


def _bytes_held() -> int:
    """Return the bytes this process holds: its working set, or what it was promised where that is more and known."""
    import psutil

    memory = psutil.Process().memory_info()
    return int(max(memory.rss, getattr(memory, "private", 0)))


def _end_beyond(allowed: int, is_looking: threading.Event) -> None:
    """End the process when it holds so much more than at first; tell once that the system does not say how much."""
    limit, is_told = None, False
    while True:
        try:
            held = _bytes_held()
            limit = limit or held + allowed
            if held > limit:
                os._exit(STARVED)
        except Exception as error:  # noqa: BLE001 -- nobody sees what a thread of a worker dies of
            if not is_told:
                sys.stderr.write(_UNWATCHED.format(type(error).__name__, error))
                sys.stderr.flush()
            is_told = True
        is_looking.set()
        time.sleep(_SAMPLE)


def output_encoding(environment: Mapping[str, str], *, is_console: bool) -> str | None:
    """Return what to write a stream in; None for the system's own code page.

    A console shows every character. What is piped on Windows goes to `clip`, `more` or a file of PowerShell, which
    read the code page, unless another was asked for; PYTHONIOENCODING has been followed by Python itself.
    """
    if environment.get("PYTHONIOENCODING") and not is_console:
        return None
    asked = environment.get("PYTHONUTF8") == "1"
    return "utf-8" if is_console or asked or not IS_WINDOWS else None


def synchronised_folders(environment: Mapping[str, str]) -> list[str]:
    """Return the folders that OneDrive exchanges with others, whatever they are called: Windows names them."""
    return [folder for name, folder in environment.items() if name.upper().startswith("ONEDRIVE") and folder]


def database_address(path: PurePath) -> str:
    """Return an absolute path as the URI of a database: SQLite takes no host, a share is part of its path."""
    words = quote(path.as_posix(), safe="/:")
    return f"file://{words}" if words.startswith("/") else f"file:///{words}"


def link_between(path: Path, base: Path) -> str:
    """Return the way to a file from a folder, with `/`.

    On another drive of Windows there is none: the whole address is given, in which the letter of a share, which every
    PC may give its own, has become its name on the network. What a folder on a share has no way to, because it lies on
    a disk of this PC, no other PC has: the link is blank.
    """
    try:
        return os.path.relpath(path, base).replace(os.sep, "/")
    except ValueError:
        target = path.resolve()
        return target.as_uri() if is_on_share(target) or not is_on_share(base.resolve()) else ""


def is_on_share(path: PurePath) -> bool:
    """Return whether a path, resolved, begins with the name of a machine and its share."""
    return str(path).startswith(("\\\\", "//"))


def allows(path: Path, *, writing: bool = False) -> bool:
    """Return whether this process may look into a file or folder, or write in a folder.

    What Windows is asked says nothing of the rights there: it is tried.
    """
    if not IS_WINDOWS:
        return os.access(path, (os.W_OK if writing else os.R_OK) | (os.X_OK if path.is_dir() else 0))
    try:
        if writing:
            tempfile.TemporaryFile(dir=path).close()
        elif path.is_dir():
            os.scandir(path).close()
        else:
            path.open("rb").close()
    except OSError:
        return False
    return True


def computer_name() -> str:
    """Return what this PC is called on the network; blank where it has no name."""
    return platform.node()
