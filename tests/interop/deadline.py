"""Waiting with an end. stop() ends every wait, wherever it is."""

import threading
import time

SLICE = 0.5  # seconds in which a wait notices stop()
PATIENCE = 4  # times longer than a thing takes at most, for a machine that is busy with others
_stopped = threading.Event()


class Stopped(Exception):
    """Somebody wants us to end."""


def stop():
    _stopped.set()


class Deadline:
    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self):
        if _stopped.is_set():
            raise Stopped("stopped")
        return self.end - time.monotonic()

    def over(self):
        return self.left() <= 0

    def slice(self, longest=SLICE):
        """How long to wait now, before looking again."""
        return max(0, min(self.left(), longest))
