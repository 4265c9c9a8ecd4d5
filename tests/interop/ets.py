"""The test cases by their number in OMA-ETS-LightweightM2M-V1_1, and what each works with."""

import itertools
import threading

import module
import rest

CASES, SKIPS = [], []
LESHAN, LESHANS = "leshan.eclipseprojects.io:5683", "leshan.eclipseprojects.io:5684"
BOOT, BOOTS = "leshan.eclipseprojects.io:5783", "leshan.eclipseprojects.io:5784"
SECOND = "second.example:5683"
FIRMWARE = "images.example:5683"
SHORT_ID = 102
KEY = "313233343536373839"


class Skip(Exception):
    """The case cannot be judged here; the reason is for a person."""


def case(number, title, slow=False):
    """Registers a test. 101 is OMA's number, 101.1 a case of ours beside it; others are named by
    what they are about. The slow ones start first."""
    def add(function):
        CASES.append((str(number), title, slow, function))
        return function
    return add


def skip(numbers, reason):
    """Cases that are not run, each counted."""
    for number, title in numbers:
        SKIPS.append((str(number), title, reason))


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def equal(got, wanted, what=""):
    check(got == wanted, f"{what or 'value'} is {got!r} instead of {wanted!r}")


def status(answer, wanted):
    """A Leshan answer has this status, CONTENT(205) for instance."""
    equal(answer.get("status"), wanted, "status of " + str(answer)[:300])
    return answer


class Bench:
    """One case's module and servers. Endpoint names differ, so that cases run side by side."""
    counter, lock = itertools.count(1), threading.Lock()

    def __init__(self, servers, program):
        self.servers, self.program = servers, program
        with Bench.lock:
            self.endpoint = f"qlw-{next(Bench.counter)}"
        self.server = rest.Server(servers, self.endpoint)
        self.peer = rest.Peer(servers.peer_http, self.endpoint)
        self.second = rest.Peer(servers.second_http, self.endpoint)
        self.module = self.stream = None
        self.short_id = SHORT_ID

    @property
    def names(self):
        s = self.servers
        to = {LESHAN: s.coap, LESHANS: s.coaps, BOOT: s.bs, BOOTS: s.bss, SECOND: s.second,
              FIRMWARE: s.images}
        return {name: f"127.0.0.1:{port}" for name, port in to.items()}

    @property
    def events(self):
        if not self.stream:
            self.stream = rest.Events(self.servers, self.endpoint)
        return self.stream

    def listen(self):
        """Opens the event stream, which has what happens from then on."""
        return self.events

    def power_on(self, **settings):
        """A module that has its endpoint name and nothing else."""
        self.module = module.Module(self.program, self.names, **settings)
        self.module.start()
        self.module.ok(f'AT+QLWCFG="epns",0,"{self.endpoint}","{self.endpoint}"')
        return self.module

    def be(self, endpoint):
        """Takes a given name instead, where the case is about names."""
        self.endpoint = self.server.endpoint = endpoint
        self.peer.endpoint = self.second.endpoint = endpoint

    def account(self, index=0, short_id=SHORT_ID, uri="coap://" + LESHAN, bootstrap=0, key=None,
                life_time=86400, pmin=0, pmax=60, binding="U", storing=0):
        security = f'AT+QLWCFG="security",{index},{short_id},"{uri}",{bootstrap},'
        self.module.ok(security + (f'0,"{key[0]}","{key[1]}"' if key else "3"))
        if not bootstrap:
            self.module.ok(
                f'AT+QLWCFG="server",{index},{life_time},{pmin},{pmax},60,{storing},"{binding}"')

    def reg(self, short_id=SHORT_ID, seconds=10):
        mark = self.module.mark()
        self.module.ok('AT+QLWSVC="reg"')
        self.module.expect(r"\+QLWREG: 0", 5, mark)
        self.module.event(short_id, 2, seconds, mark)
        self.short_id = short_id
        if self.stream:
            check(self.stream.wait(0, "REGISTRATION"), "REGISTRATION reached the event stream")
        return mark

    def register(self, version=0, assume=(), options=(), **account):
        """The usual start: one server by factory bootstrap, without security, registered."""
        m = self.power_on(assume=assume, options=options)
        if version:
            m.ok(f'AT+QLWCFG="version",{version}')
        self.account(**account)
        self.reg()
        return m

    def update(self):
        """A registration update by AT, and its event."""
        mark = self.module.mark()
        self.module.ok(f'AT+QLWSVC="update",{self.short_id},0')
        self.module.event(self.short_id, 16, 10, mark)

    def value(self, path, form="TLV"):
        """A resource's value by Read; its values when it is a multiple one."""
        content = status(self.server.read(path, form), "CONTENT(205)")["content"]
        return content["value"] if "value" in content else content["values"]

    def resources(self, path, form="TLV"):
        content = status(self.server.read(path, form), "CONTENT(205)")["content"]
        return {r["id"]: r.get("value", r.get("values")) for r in content["resources"]}

    def close(self):
        if self.stream:
            self.stream.close()
        if self.module:
            self.module.close()
