import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from peakops import publish
from peakops.errors import UsageError

CHILD = Path(__file__).with_name("publish_child.py")
ROOT = Path(__file__).parents[2]
FILES = 2


def plan_folder(folder, version="old", files=FILES):
    (folder / "inputs").mkdir(parents=True)
    (folder / "plan.json").write_text(f'{{"schema": "peakops.plan/1", "version": "{version}"}}')
    for number in range(files):
        (folder / "inputs" / f"{number:03}.csv").write_text(f"{version}\n" * 100)
    return folder


def content(folder):
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def expected(version, files=FILES):
    texts = {f"inputs/{number:03}.csv": f"{version}\n" * 100 for number in range(files)}
    return texts | {"plan.json": f'{{"schema": "peakops.plan/1", "version": "{version}"}}'}


def child(target, version, point, *flags, files=FILES):
    command = [sys.executable, str(CHILD), str(target), version, str(files), str(point), *flags]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def run_child(*args, **kwargs):
    process = child(*args, **kwargs)
    output = process.communicate(timeout=60)[0]
    return process.returncode, output.split()


def test_creates_a_new_folder_and_missing_parents(tmp_path):
    target = tmp_path / "a" / "b" / "plan"
    with publish.staging(target) as folder:
        plan_folder(folder / "x")
        assert not target.exists()
    assert content(target / "x") == expected("old")
    assert list(target.parent.iterdir()) == [target]


def test_replaces_a_plan_and_removes_the_old_one(tmp_path):
    target = plan_folder(tmp_path / "plan")
    with publish.staging(target) as folder:
        (folder / "plan.json").write_text("{}")
        assert content(target) == expected("old")
    assert content(target) == {"plan.json": "{}"}
    assert list(tmp_path.iterdir()) == [target]


def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "plan").mkdir()
    with publish.staging(tmp_path / "plan") as folder:
        (folder / "a").write_text("a")
    assert content(tmp_path / "plan") == {"a": "a"}


def test_a_link_is_followed_not_replaced(tmp_path):
    plan_folder(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with publish.staging(tmp_path / "link") as folder:
        (folder / "a").write_text("a")
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == {"a": "a"}


def test_an_error_while_writing_leaves_the_old_folder(tmp_path):
    target = plan_folder(tmp_path / "plan")

    def fail():
        with publish.staging(target) as folder:
            (folder / "a").write_text("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert content(target) == expected("old")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "mine"),  # no plan.json at all
        ("plan.json", '{"schema": "other/1"}'),  # somebody else's plan
        ("plan.json", '["peakops.plan/1"]'),  # not an object
        ("plan.json", '{"schema": "peakops.plan/1"'),  # cut off
    ],
)
def test_a_foreign_folder_stays_as_it_is(tmp_path, name, text):
    target = tmp_path / "plan"
    target.mkdir()
    (target / name).write_text(text)
    with (
        pytest.raises(UsageError, match="neither empty nor a peakops plan"),
        publish.staging(target),
    ):
        pass
    with pytest.raises(UsageError):
        publish.publish(plan_folder(tmp_path / "new"), target)
    assert content(target) == {name: text}


@pytest.mark.parametrize("there", [publish.PLAN, publish.FORECAST, publish.BACKTEST])
@pytest.mark.parametrize("kind", [publish.PLAN, publish.FORECAST, publish.BACKTEST])
def test_a_folder_is_replaced_only_by_its_own_kind(tmp_path, there, kind):
    target = tmp_path / "out"
    target.mkdir()
    text = f'{{"schema": "{there.schema}"}}'
    (target / there.file).write_text(text)

    def replace():
        with publish.staging(target, kind) as folder:
            (folder / "a").write_text("a")

    if there == kind:
        replace()
        assert content(target) == {"a": "a"}
        return
    with pytest.raises(UsageError, match=f"neither empty nor a peakops {kind.name}:"):
        replace()
    assert content(target) == {there.file: text}


def test_a_file_of_one_kind_with_the_schema_of_another_is_foreign(tmp_path):
    (tmp_path / publish.FORECAST.file).write_text(f'{{"schema": "{publish.PLAN.schema}"}}')
    assert not publish.is_kind(tmp_path, publish.FORECAST)
    assert not publish.is_kind(tmp_path, publish.PLAN)


def test_a_file_and_a_mount_point_are_refused(tmp_path):
    (tmp_path / "plan").write_text("x")
    with pytest.raises(UsageError, match="is a file"), publish.staging(tmp_path / "plan"):
        pass
    with pytest.raises(UsageError, match="mount point"), publish.staging(Path("/")):
        pass


def test_a_full_disk_names_the_target(tmp_path):
    with pytest.raises(OSError, match="No space") as caught, publish.staging(tmp_path / "plan"):
        raise OSError(28, "No space left on device")
    assert caught.value.filename == str(tmp_path / "plan")


def test_a_target_that_cannot_be_written_is_refused_before_the_work(tmp_path, monkeypatch):
    (tmp_path / "text").write_text("x")
    with pytest.raises(UsageError, match="text is a file: it cannot hold a folder"):
        publish.refuse_foreign(tmp_path / "text" / "a" / "plan")
    monkeypatch.setattr(publish.os, "access", lambda path, _: path != tmp_path)
    with pytest.raises(UsageError, match="may not be written to"):
        publish.refuse_foreign(tmp_path / "a" / "plan")
    publish.refuse_foreign(plan_folder(tmp_path / "b" / "plan"))


def test_the_finished_folder_must_lie_beside_its_target(tmp_path):
    finished = plan_folder(tmp_path / "far" / "plan")
    with pytest.raises(UsageError, match="does not lie beside"):
        publish.publish(finished, tmp_path / "plan")
    assert content(finished) == expected("old")


@pytest.mark.parametrize("flags", [(), ("no-exchange",)])
def test_killed_before_and_after_each_call_a_whole_folder_is_there(tmp_path, flags):
    target = plan_folder(tmp_path / "plan", "v")
    code, output = run_child(target, "count", -1, *flags)
    assert (code, output[0]) == (0, "ready")
    points = int(output[1])
    assert points > 40
    seen = {"old": 0, "new": 0, "absent": 0}
    before = "count"
    for point in range(points):
        version = f"v{point}"
        assert run_child(target, version, point, *flags)[0] == -9
        seen[state(target, before, version)] += 1
        if target.exists():
            before = "count" if content(target) == expected("count") else version
        with publish.staging(target) as folder:  # the next run repairs and cleans
            plan_like(folder, "count")
        before = "count"
        assert list(tmp_path.iterdir()) == [target]
    assert seen["old"] > 10
    assert seen["new"] > 10
    # without the system call there is an instant between the two renames, repaired by the next run
    assert seen["absent"] == (2 if flags else 0)


def plan_like(folder, version, files=FILES):
    plan_folder(folder / "t", version, files)
    for path in sorted((folder / "t").iterdir()):
        path.rename(folder / path.name)
    (folder / "t").rmdir()


def state(target, before, version, files=FILES):
    if not target.exists():
        return "absent"
    found = content(target)
    assert found in (expected(before, files), expected(version, files))
    return "old" if found == expected(before, files) else "new"


def test_a_half_moved_old_folder_comes_back(tmp_path):
    target = tmp_path / "plan"
    plan_folder(tmp_path / ".plan.peakops-old-1")
    publish.clean_leftovers(target)
    assert content(target) == expected("old")
    plan_folder(tmp_path / ".plan.peakops-old-2", "older")
    publish.clean_leftovers(target)
    assert content(target) == expected("old")
    assert list(tmp_path.iterdir()) == [target]


def test_killed_at_20_random_moments_a_whole_folder_is_there(tmp_path):
    files, chance = 150, random.Random(20130807)
    target = plan_folder(tmp_path / "plan", "v", files)
    version = "v"
    for number in range(20):
        process = child(target, f"v{number}", -1, files=files)
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.12))
        process.kill()
        process.communicate()
        if state(target, version, f"v{number}", files) == "new":
            version = f"v{number}"
    publish.clean_leftovers(target)
    assert list(tmp_path.iterdir()) == [target]


def test_a_living_run_keeps_its_folder_a_dead_one_loses_it(tmp_path):
    target = tmp_path / "plan"
    (tmp_path / ".plan.peakops-new-dead").mkdir()
    (tmp_path / ".other.peakops-new-dead").mkdir()
    with publish.staging(target) as first, publish.staging(target) as second:
        assert first.exists()
        assert not (tmp_path / ".plan.peakops-new-dead").exists()
        assert (tmp_path / ".other.peakops-new-dead").exists()
        plan_like(first, "first")
        plan_like(second, "second")
    assert content(target) == expected("first")


def test_a_refused_second_rename_puts_the_old_folder_back(tmp_path, monkeypatch):
    target, finished = plan_folder(tmp_path / "plan"), plan_folder(tmp_path / "new", "new")
    monkeypatch.setattr(publish, "_renameat2", lambda *_: publish.errno.EINVAL)
    rename = Path.rename

    def refuse(self, to):
        if self == finished:
            raise OSError(publish.errno.EACCES, "no")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="no"):
        publish.publish(finished, target)
    assert content(target) == expected("old")


def test_another_error_of_the_exchange_is_reported(tmp_path, monkeypatch):
    target, finished = plan_folder(tmp_path / "plan"), plan_folder(tmp_path / "new", "new")
    monkeypatch.setattr(publish, "_renameat2", lambda *_: publish.errno.EBUSY)
    with pytest.raises(OSError, match=str(target)):
        publish.publish(finished, target)
    assert content(target) == expected("old")


def test_a_libc_without_the_call_counts_as_not_supported(tmp_path, monkeypatch):
    monkeypatch.setattr(publish.ctypes, "CDLL", lambda *_, **__: object())
    assert publish._renameat2(tmp_path, tmp_path) == publish.errno.ENOSYS


def test_a_folder_cleaned_away_before_its_lock_is_made_again(tmp_path, monkeypatch):
    flock, calls = publish.fcntl.flock, []

    def cleaned(handle, how):
        if not calls:
            next(tmp_path.iterdir()).rmdir()
        calls.append(how)
        return flock(handle, how)

    monkeypatch.setattr(publish.fcntl, "flock", cleaned)
    folder, lock = publish._locked_folder(tmp_path / "plan")
    os.close(lock)
    assert len(calls) == 2
    assert list(tmp_path.iterdir()) == [folder]
