"""Keeps fitted models in the user's cache folder, so that the same histories are learnt from once.

An entry is a checksum and a pickle. Reading a pickle runs what it says: folder and entry must
belong to the user, with no right of others to write. Whatever else is wrong with an entry or with
the folder, the model is made anew; nothing here makes a plan fail.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

CACHE = "PEAKOPS_CACHE"
"""Environment variable that names another folder than the user's cache folder."""

MOST_ENTRIES = 20
"""Models kept, those used last."""

MOST_BYTES = 2_000_000_000
"""And no more than this together. [B]"""

SUFFIX = ".model"

Model = TypeVar("Model")


def kept_or_made(key: str, make: Callable[[], Model], tell: Callable[[str], None]) -> Model:
    """Give the model kept under a key, or make it and keep it.

    Parameters
    ----------
    key
        Name of everything the model depends on.
    make
        Makes the model, which must not be None.
    tell
        Told when a model is reused, or why it cannot be kept.
    """
    entry = models_folder() / f"{key}{SUFFIX}"
    kept: Model | None = _read(entry)
    if kept is not None:
        tell("model reused")
        return kept
    content = pickle.dumps(make(), protocol=5)
    try:
        _write(entry, content)
    except OSError as error:
        tell(f"model not kept: {error}")
    # through the pickle as well: its arrays lie in memory as those of a reused model will
    made: Model = pickle.loads(content)  # noqa: S301 - written three lines above
    return made


def models_folder() -> Path:
    """Folder of the kept models, whether it exists or not."""
    own = os.environ.get(CACHE)
    return (Path(own) if own else _user_cache() / "peakops") / "models"


def _user_cache() -> Path:
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():  # the standard wants a relative one ignored
        return named
    try:
        return Path.home() / ".cache"
    except RuntimeError:  # an account without a home keeps nothing
        return Path(os.devnull)


def _read(entry: Path) -> Any:
    """The model of an entry; None where there is none that is whole and to be trusted."""
    try:
        _refuse_shared(entry.parent.stat())
        with entry.open("rb") as file:
            _refuse_shared(os.fstat(file.fileno()))
            checksum, content = file.read(hashlib.sha256().digest_size), file.read()
        if hashlib.sha256(content).digest() != checksum:
            return None
        os.utime(entry)  # it counts as new again when the oldest are removed
        return pickle.loads(content)  # noqa: S301 - the user's own, see above
    except Exception:  # whatever a pickle can raise: fitting anew is always possible
        return None


def _write(entry: Path, content: bytes) -> None:
    """Write an entry in one step and remove those that are too many."""
    folder = entry.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_shared(folder.stat())
    handle, name = tempfile.mkstemp(dir=folder, suffix=SUFFIX)  # only its owner may read it
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(entry)
    finally:
        Path(name).unlink(missing_ok=True)
    with suppress(OSError):  # another run may be removing the same ones
        _prune(folder)


def _refuse_shared(found: os.stat_result) -> None:
    """Raise PermissionError where somebody else could have written."""
    if found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError("others may write to the folder of the kept models")


def _prune(folder: Path) -> None:
    """Keep the newest; what a killed run left behind counts as one and ages with the others."""
    total = 0
    found = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: -path.stat().st_mtime_ns)
    for number, path in enumerate(found, start=1):
        total += path.stat().st_size
        if number > MOST_ENTRIES or total > MOST_BYTES:
            path.unlink(missing_ok=True)
