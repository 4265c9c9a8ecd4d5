"""What a case works with: the guest, modules to plug into it, simulated modules behind those."""

import json
import os
import shutil
import subprocess
import tempfile

import device
from usbredir import wait_for_socket

SPEED = "20"
PLUG_SECONDS = 30


class Sim:
    """qlw-sim behind one function of a device."""

    def __init__(self, hub, program, function, *arguments):
        self.hub = hub
        self.folder = tempfile.mkdtemp(prefix="qlw-kernel-")
        path = os.path.join(self.folder, "port")
        self.process = subprocess.Popen(
            [program, "--listen", "unix:" + path, "--speed", SPEED, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.socket = wait_for_socket(path)
        self.hub.add(self.socket, self.take)
        self.function = function
        function.to_module = self.send
        hub.until(lambda: b"APP RDY" in function.ready, 20, "the simulated module's boot")
        function.ready.clear()              # it was on before it was plugged in

    def take(self, data):
        self.function.to_host(data)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass                            # it has ended, as a test wanted it

    def close(self):
        self.function.to_module = lambda data: None
        self.hub.remove(self.socket)
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Bench:
    """Made for each case; close() leaves the guest without devices and programs."""

    def __init__(self, hub, guest, simulator):
        self.hub, self.guest, self.simulator = hub, guest, simulator
        self.devices, self.sims, self.jobs, self.notes = [], [], [], []

    def note(self, text):
        """A figure for the report."""
        self.notes.append(text)

    def module(self, serial="A1", socket=0, first=0, sim=(), kind=device.Module, plug=True):
        """A module plugged in, with qlw-sim behind its AT port (sim: its arguments; None: nobody)."""
        one = kind(self.hub, serial)
        self.devices.append(one)
        if sim is not None:
            self.sims.append(Sim(self.hub, self.simulator, one.at, *sim))
        if plug:
            self.plug(one, socket, first)
        return one

    def plug(self, one, socket=0, first=0):
        one.plug(self.guest.usb(socket))
        self.node(first + len(one.functions) - 1)

    def node(self, number, there=True):
        """/dev/ttyUSB<number> is there and has its owner, or is gone."""
        look = "%s [ \"$(stat -c %%G /dev/ttyUSB%d 2>/dev/null)\" = %s ]" % (
            ("", number, "dialout") if there else ("", number, '""'))
        done = self.guest.sh(f"n=1000; until {look} || [ $n -eq 0 ]; do usleep 10000; n=$((n-1)); done; "
                             "[ $n -gt 0 ]", PLUG_SECONDS)
        assert done.status == 0, f"ttyUSB{number} {'never came' if there else 'stays'}: " + \
            self.guest.sh("ls /dev; dmesg | tail -5").out

    def watch(self, *words, user=None):
        job = self.guest.start("qlw", *words, "watch", "--json", user=user)
        self.jobs.append(job)
        job.await_text('"state":"up"')
        return job

    def console(self, *words):
        job = self.guest.open_console(*words)
        self.jobs.append(job)
        return job

    def start(self, *words, user=None):
        job = self.guest.start(*words, user=user)
        self.jobs.append(job)
        return job

    def close(self):
        self.guest.sh("".join(f"kill -9 {j.pid} 2>/dev/null; wait {j.pid};" for j in self.jobs) or ":", 60)
        highest = 0
        for one in self.devices:
            highest += len(one.functions)
            one.pull()
        for sim in self.sims:
            sim.close()
        for number in range(highest):
            self.node(number, there=False)
        self.guest.sh("rm -rf /tmp/* /root/.local /home/*/.local")


def rows(result):
    """--json output, one object a line."""
    return [json.loads(line) for line in result.out.splitlines()]


def expect(result, status, *texts):
    """Exit and what stands anywhere in the output."""
    both = result.out + result.err
    assert result.status == status, f"exit {result.status}, not {status}\n{both}"
    for text in texts:
        assert text in both, f"no {text!r} in\n{both}"
    return result


def in_order(text, *parts):
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, f"no {part!r} behind character {at} of\n{text}"
        at = found + len(part)
