"""Ctrl-C while a plan is made: the first one ends the search, a second one the run."""

from __future__ import annotations

import itertools
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from scheduler.stop import Stop

SAID = "ending the search: the best plan so far is checked and written (Ctrl-C again: give up)"


@contextmanager
def interrupt_ends_search() -> Iterator[Stop]:
    """Ask for the end of a search on the first Ctrl-C, raise `KeyboardInterrupt` on the next one.

    Python tells of a signal when its main thread is back from whatever it runs, which may be
    minutes of a solver. So a thread of its own waits for it, at a socket that the signal writes to.
    """
    stop, presses, given_up = Stop(), itertools.count(), threading.Event()
    told, teller = socket.socketpair()
    teller.setblocking(False)

    def pressed(*_: object) -> None:
        if next(presses):
            given_up.set()
            raise KeyboardInterrupt

    watch = threading.Thread(target=_watch, args=(told, stop), daemon=True)
    watch.start()
    before = signal.signal(signal.SIGINT, pressed)
    wakeup = signal.set_wakeup_fd(teller.fileno(), warn_on_full_buffer=False)
    try:
        yield stop
    except Exception:
        # compiled code that it was raised in may make another error of it
        if given_up.is_set():
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGINT, before)
        teller.close()
        watch.join()
        told.close()


def _watch(told: socket.socket, stop: Stop) -> None:
    while number := told.recv(1):
        if number[0] == signal.SIGINT and not stop.asked:
            typer.echo(SAID, err=True)
            stop.ask()
