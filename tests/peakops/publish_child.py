"""Run as a child process: publishes a folder and kills itself at a chosen system call.

usage: publish_child.py TARGET VERSION FILES KILL_AT [no-exchange]
KILL_AT counts the calls, two points each (before, after); -1 = never. Prints the points passed.
"""

import os
import signal
import sys
from pathlib import Path

from peakops import publish

CALLS = ("mkdir", "open", "close", "fsync", "rename", "unlink", "rmdir", "scandir", "lstat")


def kill_at(point):
    passed = 0

    def tick():
        nonlocal passed
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += 1

    def wrapped(call):
        def counted(*args, **kwargs):
            tick()
            result = call(*args, **kwargs)
            tick()
            return result

        return counted

    for name in CALLS:
        setattr(os, name, wrapped(getattr(os, name)))
    publish._renameat2 = wrapped(publish._renameat2)
    publish.fcntl.flock = wrapped(publish.fcntl.flock)
    return lambda: passed


def write_plan(folder, version, files):
    (folder / "inputs").mkdir(exist_ok=True)
    (folder / "plan.json").write_text(f'{{"schema": "peakops.plan/1", "version": "{version}"}}')
    for number in range(files):
        (folder / "inputs" / f"{number:03}.csv").write_text(f"{version}\n" * 100)


def main():
    target, version, files, point = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
    if "no-exchange" in sys.argv:
        publish._renameat2 = lambda *_: publish.errno.ENOSYS
    print("ready", flush=True)
    passed = kill_at(int(point))
    with publish.staging(target) as folder:
        write_plan(folder, version, files)
    print(passed(), flush=True)


if __name__ == "__main__":
    main()
