"""Puts a finished folder in place in one step: readers see the old one or the new one.

The folder is built under a hidden name beside its target (the same filesystem), flushed to disk,
and exchanged with what is there in one system call. What a killed run leaves behind is a hidden
folder that no living process holds locked; the next run removes it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peakops.errors import UsageError
from peakops.wanted import some_of


@dataclass(frozen=True, kw_only=True)
class FolderKind:
    """A kind of folder that peakops publishes, known by the schema that one of its files names."""

    name: str
    file: str
    schema: str


PLAN = FolderKind(name="plan", file="plan.json", schema="peakops.plan/1")
FORECAST = FolderKind(name="forecast", file="forecast.json", schema="peakops.forecast/1")
BACKTEST = FolderKind(name="backtest", file="backtest.json", schema="peakops.backtest/1")
REPORTS = FolderKind(name="report folder", file="reports.json", schema="peakops.reports/1")
HEATWAVE = FolderKind(name="heatwave run", file="heatwave.json", schema="peakops.heatwave/1")
ACTUALS = FolderKind(
    name="comparison with reality", file="actuals.json", schema="peakops.actuals/1"
)

_MARK = "peakops-new"
"""In the hidden name of a folder that is being written, or that was replaced."""

_KEPT = "peakops-old"
"""In the hidden name of the old folder while two renames stand in for one exchange."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_SUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


@contextmanager
def staging(target: Path, kind: FolderKind = PLAN) -> Iterator[Path]:
    """Yield an empty hidden folder beside `target`; on a clean exit it takes the target's place.

    Parameters
    ----------
    target
        The folder to create or replace. Missing parents are created.
    kind
        What the folder will be; only an empty folder or one of this kind is replaced.

    Raises
    ------
    UsageError
        If `target` may not be replaced: a file, a mount point, or a folder that is neither
        empty nor of this kind. Raised before anything is written.
    """
    target = _resolved(target)
    refuse_foreign(target, kind)
    target.parent.mkdir(parents=True, exist_ok=True)
    clean_leftovers(target)
    folder, lock = _locked_folder(target)
    try:
        yield folder
        publish(folder, target, kind)
    except OSError as error:
        error.filename = error.filename or str(target)  # a full disk does not say which one
        raise
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def publish(finished: Path, target: Path, kind: FolderKind = PLAN) -> None:
    """Put the folder `finished` in the place of `target` in one step, and remove the old one.

    Parameters
    ----------
    finished
        A complete folder with the same parent as `target`. Its name is gone afterwards.
    target
        Where it goes.
    kind
        What it is, and what it may replace.

    Raises
    ------
    UsageError
        If `target` may not be replaced, or `finished` does not lie beside it.
    OSError
        If the filesystem refuses; then the old folder is still (or again) in place.
    """
    target = _resolved(target)
    refuse_foreign(target, kind)
    if finished.resolve().parent != target.parent:
        raise UsageError(f"{finished} does not lie beside {target}")
    _flush_tree(finished)
    if target.exists():
        _exchange(finished, target)
    else:
        finished.rename(target)
    _flush(target.parent)
    shutil.rmtree(finished, ignore_errors=True)


def refuse_foreign(target: Path, kind: FolderKind = PLAN) -> None:
    """Raise UsageError when `target` holds something that this kind of folder may not replace.

    So it does where nothing can be written beside it: better before the work than after it.
    """
    refuse_unwritable(_resolved(target).parent)
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file, not a folder")
    if target.is_mount():
        raise UsageError(f"{target} is a mount point: name a folder below it")
    if any(target.iterdir()) and not is_kind(target, kind):
        wanted = f"a peakops {kind.name}"
        raise UsageError(f"{target} is neither empty nor {wanted}: it stays as it is")


def refuse_other_plan(target: Path, inputs_sha256: Mapping[str, str]) -> None:
    """Raise UsageError where `target` holds a plan that was made from other inputs.

    Its paper may be with the crews, and the new one would call itself the first issue as well.
    """
    if not is_kind(target, PLAN):
        return
    document = json.loads((target / PLAN.file).read_bytes())
    before = document.get("inputs_sha256", {})
    names = sorted({*before, *inputs_sha256})
    other = [name for name in names if before.get(name) != inputs_sha256.get(name)]
    if other:
        raise UsageError(
            f"{target} holds a plan made from other inputs ({some_of(other, 4)}); it stays as it "
            "is. Where crews have it, `peakops replan` changes it and lists what changed; else "
            "name another folder, or say --replace to put a new first issue in its place"
        )


def refuse_unwritable(parent: Path) -> None:
    """Raise UsageError where the folder is not there and cannot be made, or is not ours to fill."""
    there = next(path for path in (parent, *parent.parents) if path.exists())
    if not there.is_dir():
        raise UsageError(f"{there} is a file: it cannot hold a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(f"{there} may not be written to: name a folder elsewhere")


def is_kind(folder: Path, kind: FolderKind) -> bool:
    """Tell whether `folder` holds the file of this kind with its schema."""
    try:
        document = json.loads((folder / kind.file).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and document.get("schema") == kind.schema


def clean_leftovers(target: Path) -> None:
    """Remove what killed runs left beside `target`, or put a half-moved old folder back."""
    target = _resolved(target)
    for kept in _hidden(target, _KEPT):
        if target.exists():
            shutil.rmtree(kept, ignore_errors=True)
        else:
            kept.rename(target)
    for folder in _hidden(target, _MARK):
        _remove_unless_locked(folder)


def _resolved(target: Path) -> Path:
    """Follow links, so that the folder they point to is replaced and not the link."""
    return target.resolve()


def _hidden(target: Path, mark: str) -> list[Path]:
    prefix = f".{target.name}.{mark}-"
    return sorted(path for path in target.parent.iterdir() if path.name.startswith(prefix))


def _new_name(target: Path, mark: str) -> Path:
    return target.with_name(f".{target.name}.{mark}-{uuid.uuid4().hex[:12]}")


def _locked_folder(target: Path) -> tuple[Path, int]:
    """Create a hidden folder and hold a lock on it for as long as this process lives."""
    while True:
        folder = _new_name(target, _MARK)
        folder.mkdir()
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_SH)
        # another run may have cleaned it away between its creation and the lock
        if folder.exists():
            return folder, lock
        os.close(lock)


def _remove_unless_locked(folder: Path) -> None:
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # another run was faster
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:  # its run is alive
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _exchange(finished: Path, target: Path) -> None:
    """Swap two folders in one system call; where it does not exist, by two renames."""
    code = _renameat2(finished, target)
    if code in _NOT_SUPPORTED:
        _two_renames(finished, target)
    elif code:
        raise OSError(code, os.strerror(code), str(target))


def _renameat2(finished: Path, target: Path) -> int:
    """Call renameat2 with RENAME_EXCHANGE and return the error number, 0 on success."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return errno.ENOSYS
    failed = call(
        _AT_FDCWD, os.fsencode(finished), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE
    )
    return ctypes.get_errno() if failed else 0


def _two_renames(finished: Path, target: Path) -> None:
    """Stand in for the exchange: not one step, but a killed run is repaired by the next one."""
    kept = _new_name(target, _KEPT)
    target.rename(kept)
    try:
        finished.rename(target)
    except OSError:
        kept.rename(target)
        raise
    shutil.rmtree(kept, ignore_errors=True)


def _flush_tree(folder: Path) -> None:
    """Flush every file and folder, so that a power cut cannot leave the new name with holes."""
    for path, _, names in os.walk(folder, topdown=False):
        for name in sorted(names):
            _flush(Path(path, name))
        _flush(Path(path))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
