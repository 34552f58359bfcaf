"""The file in which a ward hands up what it has taken in: a zip archive of named parts under one seal.

Its parts are stored as they are: nothing in it can be larger than the file itself. A manifest has the SHA-256 of every
part; the seal that of the manifest and, where ward and city share a secret, an HMAC of it. At its very end, as the
comment of the archive, stands the SHA-256 of all the rest.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.collect.inbox import HAND_UP, suffix_of

FORMAT = 1
"""Raised with every change of what is in the file."""

SHEETS, ANSWERS, ROUNDS, FORMS, LISTS = (f"{name}.jsonl" for name in ("sheets", "answers", "rounds", "forms", "lists"))
PICTURES = "pictures/"
_MANIFEST, _SEAL = "manifest.json", "seal.json"
_KNOWN = re.compile(r"(manifest|seal)\.json|(sheets|answers|rounds|forms|lists)\.jsonl|pictures/[0-9a-f]{64}\.\w{3}")
_HMAC = re.compile(r"|[0-9a-f]{64}")
_OLDEST = (1980, 1, 1, 0, 0, 0)
_MOST_PARTS = 10_000
_LONGEST = {_MANIFEST: 4_000_000, _SEAL: 1_000}
"""Bytes of the parts that are looked into before it is known whose the file is."""
_DIGITS = 64


class HandUpError(Exception):
    """A hand-up cannot be read: the code of the problem, and its words."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


@dataclass(frozen=True)
class Sealed:
    """What was in a file: its manifest as it was written, the other parts by name, and the HMAC (blank: none)."""

    manifest: bytes
    parts: Mapping[str, bytes]
    mac: str

    def is_sealed_with(self, secret: str) -> bool:
        """Return whether the file was sealed with a secret."""
        return hmac.compare_digest(_mac(secret, self.manifest).encode(), self.mac.encode())


def is_hand_up(path: str) -> bool:
    """Return whether a file of that name is one that a ward hands up."""
    return suffix_of(path) == HAND_UP


def write_hand_up(head: Mapping[str, object], parts: Mapping[str, bytes], secret: str) -> bytes:
    """Return the file of these parts; the same are the same bytes."""
    digests = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    manifest = _json({"format": FORMAT, **head, "parts": digests})
    seal = {"sha256": hashlib.sha256(manifest).hexdigest(), "hmac": _mac(secret, manifest) if secret else ""}
    whole = {**parts, _MANIFEST: manifest, _SEAL: _json(seal)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(whole):
            archive.writestr(zipfile.ZipInfo(name, _OLDEST), whole[name])
    rest = target.getvalue()[:-2]
    return rest + _digest(rest)


def read_hand_up(data: bytes) -> Sealed:
    """Return what is in a file, every byte of it as it was sealed. Raise HandUpError."""
    parts = _read_parts(data)
    try:
        manifest, seal = parts.pop(_MANIFEST), json.loads(parts.pop(_SEAL))
        told, mac = str(seal["sha256"]), str(seal["hmac"])
        digests = json.loads(manifest)["parts"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise _damaged("目録か封印がありません") from error
    if not _HMAC.fullmatch(mac):
        raise _damaged("封印が、封印の形をしていません")
    if hashlib.sha256(manifest).hexdigest() != told:
        raise HandUpError("hand-up-changed", part="目録")
    found = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    if found != digests:
        names = sorted(name for name in {*found, *digests} if found.get(name) != digests.get(name))
        raise HandUpError("hand-up-changed", part="、".join(names[:3]))
    # Without a copy: a file may be as large as the settings let it be.
    if data[-_DIGITS - 2 :] != _digest(memoryview(data)[: -_DIGITS - 2]):
        raise HandUpError("hand-up-changed", part="ファイルの作り")
    return Sealed(manifest, parts, mac)


def _digest(rest: bytes | memoryview) -> bytes:
    """Return the digest of an archive as its comment, behind the two bytes that tell how long a comment is."""
    return _DIGITS.to_bytes(2, "little") + hashlib.sha256(rest).hexdigest().encode()


def _read_parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(names) > _MOST_PARTS or len(names) != len(set(names)):
                raise _damaged("部品が多すぎるか、同じ名前の部品があります")
            if strange := [name for name in names if not _KNOWN.fullmatch(name)]:
                raise _damaged(f"知らない部品「{strange[0][:60]}」があります")
            if long := [e.filename for e in entries if e.file_size > _LONGEST.get(e.filename, e.file_size)]:
                raise _damaged(f"部品「{long[0]}」が大きすぎます")
            is_plain = all(e.compress_type == zipfile.ZIP_STORED and e.file_size == e.compress_size for e in entries)
            if not is_plain or sum(entry.file_size for entry in entries) > len(data):
                raise _damaged("部品が圧縮されています")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise _damaged("途中で切れているか、別の種類のファイルです") from error


def _damaged(detail: str) -> HandUpError:
    return HandUpError("hand-up-damaged", detail=detail)


def _mac(secret: str, manifest: bytes) -> str:
    return hmac.digest(secret.encode(), b"hand-up\n" + manifest, "sha256").hex()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()
