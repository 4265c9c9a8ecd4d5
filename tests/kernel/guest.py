"""A virtual machine with a line for commands and one for a console. No KVM, no network, no root."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import time

from hub import TooLong
from usbredir import wait_for_socket

QEMU = "qemu-system-x86_64"
KERNEL_LINE = ("console=ttyS0 quiet loglevel=1 panic=-1 nokaslr mitigations=off no_timer_check "
               "random.trust_cpu=on cryptomgr.notests audit=0 apparmor=0")
DRAWING = re.compile(rb"\x1b\[[0-9;?]*[@-~]|\x1b[()][0-9A-B]|\x1b[78=>MDE]|[\x0e\x0f]|\$<[0-9]+>")
SOCKETS = 3                                 # for USB devices


def has_redirection():
    told = subprocess.run([QEMU, "-device", "help"], capture_output=True, text=True)
    return '"usb-redir"' in told.stdout + told.stderr


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __repr__(self):
        return f"exit {self.status}\n{self.out}{self.err}"


class Guest:
    def __init__(self, hub, kernel, initramfs):
        self.hub, self.bytes, self.screen = hub, b"", b""
        self.folder = tempfile.mkdtemp(prefix="qlw-kernel-")
        command = [QEMU, "-M", "pc", "-accel", "tcg", "-m", "256", "-smp", "1", "-display", "none",
                   "-no-user-config", "-nodefaults", "-no-reboot", "-kernel", kernel, "-initrd",
                   initramfs, "-append", KERNEL_LINE, "-device", "qemu-xhci,id=xhci"]
        for name in ("line", "console"):
            command += ["-chardev", self.server(name), "-serial", f"chardev:{name}"]
        for n in range(SOCKETS):
            command += ["-chardev", self.server(f"usb{n}"), "-device",
                        f"usb-redir,chardev=usb{n},id=d{n},bus=xhci.0,port={n + 1}"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=open(self.path("log"), "wb"))
        try:
            self.line = wait_for_socket(self.path("line"))
            self.console = wait_for_socket(self.path("console"))
        except OSError:
            self.close()
            raise
        hub.add(self.line, self.take_line)
        hub.add(self.console, self.take_console)

    def path(self, name):
        return os.path.join(self.folder, name)

    def server(self, name):
        return f"socket,id={name},path={self.path(name)},server=on,wait=off"

    def usb(self, n):
        """Where to plug a device in."""
        return self.path(f"usb{n}")

    def take_line(self, data):
        self.bytes += data

    def take_console(self, data):
        self.screen += data

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- commands ---------------------------------------------------------------------------------

    def boot(self, seconds=120):
        self.hub.until(lambda: b"@ready\n" in self.bytes or self.ended(), seconds, "boot")
        self.bytes = self.bytes.split(b"@ready\n", 1)[1]

    def ended(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"QEMU ended with {self.process.returncode}: {self.bytes[-400:]!r}")
        return False

    def answer(self):
        match = re.match(rb"@(\d+) (\d+) (\d+)\n", self.bytes)
        if not match:
            self.ended()
            return None
        status, out, err = map(int, match.groups())
        body = self.bytes[match.end():]
        if len(body) < out + err:
            return None
        self.bytes = body[out + err:]
        return Result(status, body[:out].decode(errors="replace"),
                      body[out:out + err].decode(errors="replace"))

    def begin(self, command):
        """A command that end() waits for; devices may be pulled in between."""
        self.line.sendall(command.encode() + b"\n")

    def end(self, seconds=30, what="the command's end"):
        return self.hub.until(self.answer, seconds, what)

    def sh(self, command, seconds=30):
        self.begin(command)
        return self.end(seconds, command)

    def qlw(self, *words, seconds=60):
        return self.sh(shlex.join(("qlw", *words)), seconds)

    # --- programs that run beside ------------------------------------------------------------------

    def start(self, *words, user=None):
        command = shlex.join(words)
        if user:
            command = f"su {user} -c {shlex.quote('exec ' + command)}"
        job = Job(self, self.sh(f"mkdir -p /tmp/jobs; n=$(ls /tmp/jobs | wc -l); "
                                f"{command} >/tmp/jobs/$n 2>&1 </dev/null & echo $! $n").out)
        return job

    # --- the console --------------------------------------------------------------------------------

    def open_console(self, *words):
        """qlw on the second serial line, as on a terminal of 80 columns and 24 rows."""
        self.screen = b""
        command = shlex.join(("qlw", *words))
        return self.start("setsid", "sh", "-c", "stty rows 24 cols 80 </dev/ttyS1; "
                          f"exec {command} </dev/ttyS1 >/dev/ttyS1 2>&1")

    def type(self, keys):
        self.console.sendall(keys.encode())

    def see(self, text, seconds=30):
        """Until it is drawn; asks for the whole screen again and again."""
        end = time.monotonic() + seconds
        while text.encode() not in DRAWING.sub(b"", self.screen):
            if time.monotonic() > end:
                plain = DRAWING.sub(b"", self.screen)[-2000:].decode(errors="replace")
                raise TooLong(f"no {text!r} on the screen: {plain}")
            self.type("\x0c")
            for _ in range(10):
                self.hub.turn(0.03)

    def uptime(self):
        return float(self.sh("cut -d' ' -f1 /proc/uptime").out)


class Job:
    def __init__(self, guest, told):
        self.guest = guest
        self.pid, number = told.split()
        self.file = f"/tmp/jobs/{number}"

    def text(self):
        return self.guest.sh(f"cat {self.file}").out

    def await_text(self, text, times=1, seconds=20):
        """Waits until so many lines hold it; in the guest, which looks fifty times a second."""
        look = f"$(grep -cF -- {shlex.quote(text)} {self.file})"
        done = self.guest.sh(
            f"n={seconds * 50}; until [ {look} -ge {times} ] || [ $n -eq 0 ]; do "
            f"usleep 20000; n=$((n-1)); done; [ $n -gt 0 ]", seconds * 5 + 10)
        assert done.status == 0, f"no {text!r} in\n{self.text()}"

    def signal(self, name):
        self.guest.sh(f"kill -{name} {self.pid}")

    def wait(self, seconds=30):
        """(its exit, the seconds it still took)"""
        self.guest.begin(f"a=$(cut -d' ' -f1 /proc/uptime); wait {self.pid}; r=$?; "
                         f"b=$(cut -d' ' -f1 /proc/uptime); echo $r $a $b")
        status, before, after = self.guest.end(seconds, f"the end of job {self.pid}").out.split()
        return int(status), float(after) - float(before)

    def cpu_ms(self):
        """Processor time so far."""
        return int(self.guest.sh(f"cut -d' ' -f1 /proc/{self.pid}/schedstat").out) / 1e6
