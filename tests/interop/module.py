"""The simulated module as a host has it: a process, AT commands over its PTY. Knows no server."""

import os
import re
import select
import shutil
import subprocess
import tempfile
import termios
import tty

from deadline import PATIENCE, Deadline

IMEI = "864475040090705"
BOOT = ["boot-ms=10", "attach-ms=10"]


class Dead(Exception):
    """The simulator ended, or does not answer."""


class Module:
    """files: what lies in /datatx before it starts, by name. names: where server names lead."""

    def __init__(self, program, names, files=(), assume=(), options=()):
        self.program, self.names, self.options = program, dict(names), list(options)
        self.assume = BOOT + list(assume)
        self.dir = tempfile.mkdtemp(prefix="qlw-interop-")
        self.lines, self.buffer = [], b""
        self.process = self.fd = None
        for name, content in dict(files).items():
            path = os.path.join(self.dir, "datatx", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(content)

    def start(self):
        command = [self.program, "--network", "real", "--dir", self.dir, "-v"] + self.options
        for name, to in self.names.items():
            command += ["--map", f"{name}={to}"]
        for each in self.assume:
            command += ["--assume", each]
        self.log = open(os.path.join(self.dir, "log"), "ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self.log)
        path = self.process.stdout.readline().decode().strip()
        if not path:
            raise Dead("qlw-sim did not start: " + self.tail())
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.fd, termios.TCSANOW)  # what has come already stays
        self.expect("APP RDY", 10)
        self.command("ATE0")
        return self

    def tail(self):
        with open(os.path.join(self.dir, "log"), "rb") as f:
            return f.read()[-1500:].decode("utf-8", "replace")

    def feed(self, seconds):
        """Reads what comes within that time, into lines; at once when something is there."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            if self.process.poll() is not None:
                raise Dead("qlw-sim ended: " + self.tail())
            return
        try:
            got = os.read(self.fd, 4096)
        except OSError as e:
            raise Dead(f"the port went away: {e}; {self.tail()}") from e
        self.buffer += got
        *whole, self.buffer = self.buffer.split(b"\r\n")
        self.lines += [line.decode("latin-1") for line in whole if line]

    def command(self, text, seconds=5):
        """Sends a line; returns what came until OK or ERROR, that included, a line each."""
        start, end = len(self.lines), Deadline(seconds * PATIENCE)
        os.write(self.fd, text.encode() + b"\r")
        while True:
            for i in range(start, len(self.lines)):
                if re.fullmatch(r"OK|ERROR|\+CM[ES] ERROR: .*", self.lines[i]):
                    return self.lines[start:i + 1]
            if end.over():
                raise Dead(f"no answer to {text}: {self.lines[start:]}")
            self.feed(end.slice())

    def ok(self, text):
        answer = self.command(text)
        assert answer[-1] == "OK", f"{text}: {answer}"
        return answer[:-1]

    def mark(self):
        return len(self.lines)

    def wait(self, pattern, seconds=10, mark=0):
        """The first line behind mark that is all pattern; None when it does not come."""
        end, at = Deadline(seconds), mark
        while True:
            while at < len(self.lines):
                found = re.fullmatch(pattern, self.lines[at])
                at += 1
                if found:
                    return found
            if end.over():
                return None
            self.feed(end.slice())

    def expect(self, pattern, seconds=10, mark=0):
        """What must come; when it takes longer than seconds, that is the machine's fault."""
        found = self.wait(pattern, seconds * PATIENCE, mark)
        assert found, f"no line {pattern!r} within {seconds * PATIENCE} s in {self.lines[mark:]}"
        return found

    def event(self, short_id, code, seconds=10, mark=0):
        return self.expect(rf'\+QLWURC: "event",{short_id},{code},"[A-Z_]+"', seconds, mark)

    def events(self, mark=0):
        """(short ID, code) of every event behind mark."""
        found = (re.fullmatch(r'\+QLWURC: "event",(\d+),(\d+),"\w+"', line)
                 for line in self.lines[mark:])
        return [(int(f[1]), int(f[2])) for f in found if f]

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.log.close()
            self.process = None
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None

    def restart(self):
        """Power off and on: settings and files stay."""
        self.stop()
        self.buffer, self.lines = b"", []
        return self.start()

    def close(self):
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)
