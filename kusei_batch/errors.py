"""Exceptions for what stops the whole batch; a fault in one workbook is a Problem, never an exception."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "見つかりません",
    errno.EACCES: "許可されていないか、ほかの人が開いています",
    errno.EPERM: "許可されていません",
    errno.EEXIST: "同じ名前のものがあります",
    errno.EISDIR: "ファイルではなく、フォルダです",
    errno.ENOTDIR: "途中に、フォルダではないものがあります",
    errno.ENOTEMPTY: "フォルダが空ではありません",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EBUSY: "使用中です",
    errno.EIO: "ディスクかネットワークの読み書きに失敗しました",
    errno.ENOSPC: "空き容量がありません",
    errno.EDQUOT: "使える容量の上限に達しました",
    errno.EROFS: "書込みのできない場所です",
    errno.EMFILE: "開いているファイルが多すぎます",
    errno.ELOOP: "リンクをたどりきれません",
    errno.ESTALE: "共有フォルダとの接続が切れました",
    errno.ETIMEDOUT: "時間内に応答がありません",
    errno.ENOTCONN: "共有フォルダにつながっていません",
    errno.EHOSTDOWN: "共有フォルダの機械が応答しません",
    errno.EINVAL: "名前に使えない文字があるか、共有フォルダとの接続が切れました",
}
"""What the system's commonest refusals are in Japanese; a system set to English tells them in English."""

_UNREACHABLE = {
    **dict.fromkeys((51, 53, 54, 67, 1231, 1232), "共有フォルダの機械につながりません"),
    **dict.fromkeys((55, 59, 64, 121, 1236), "共有フォルダとの接続が切れました"),
    **dict.fromkeys((15, 21), "ディスクが外されています"),
}
"""Windows' numbers for a share or disk that is gone, of which Python makes files not found and invalid arguments."""
_OF_WINDOWS = {32: "ほかの人が開いています", 33: "ほかの人が開いています", **_UNREACHABLE}


class KuseiError(Exception):
    """The batch cannot go on. `message` says what and where, `remedy` what to do, both in Japanese."""

    exit_code = 4

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(KuseiError):
    """What was asked on the command line does not exist, such as a round or a ward (exit 2)."""

    exit_code = 2


class CannotRunError(KuseiError):
    """The surroundings do not allow the run: a folder, a lock or the disk (exit 3). Nothing is lost."""

    exit_code = 3


def refused(error: OSError) -> CannotRunError | None:
    """Return what stops the run where the system refused a file or folder; None where nothing says that it did."""
    named = error.filename or error.filename2
    is_of_the_program = error.errno not in _REASONS or isinstance(error, FileNotFoundError | FileExistsError)
    if named is None or (is_of_the_program and not is_unreachable(error)):
        return None
    return CannotRunError(
        f"「{named}」を使えません（{reason_of(error)}）。",
        "アクセス権と、共有フォルダやディスクの状態を確かめてください。"
        "権限のない方は、権限のある方（夜間処理を動かす人）に頼んでください。受け取ったものは失われていません。",
    )


def reason_of(error: OSError) -> str:
    """Return in Japanese why the system refused, in the system's own words where they are not known here."""
    told = _OF_WINDOWS.get(getattr(error, "winerror", None) or 0) or _REASONS.get(error.errno or 0)
    return told or error.strerror or str(error)


def is_unreachable(error: OSError) -> bool:
    """Return whether Windows says that the share or the disk itself is gone, not one file on it."""
    return getattr(error, "winerror", None) in _UNREACHABLE
