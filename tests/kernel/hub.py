"""One thread, one select: every socket of the job, and the only place that waits."""

import selectors
import time


class TooLong(Exception):
    """What was waited for did not come."""


class Hub:
    def __init__(self):
        self.selector = selectors.DefaultSelector()

    def add(self, sock, take):
        """take(data) gets what arrives; b"" at the end, after which the socket is forgotten."""
        self.selector.register(sock, selectors.EVENT_READ, take)

    def remove(self, sock):
        try:
            self.selector.unregister(sock)
        except (KeyError, ValueError):
            pass

    def turn(self, seconds):
        if not self.selector.get_map():
            time.sleep(min(seconds, 0.01))
            return
        for key, _ in self.selector.select(seconds):
            try:
                data = key.fileobj.recv(1 << 16)
            except OSError:
                data = b""
            if not data:
                self.remove(key.fileobj)
            key.data(data)

    def until(self, condition, seconds, what):
        """Serves everybody until condition() holds, and returns what it gave."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            left = end - time.monotonic()
            if left <= 0:
                raise TooLong(f"{what}: not within {seconds} s")
            self.turn(min(left, 0.05))
        return found
