"""ETS 101 to 109: the registration interface, queue mode."""

import os
import signal

import ets
from ets import SHORT_ID, case, check, equal, status


def has_event(bench, mark, code, seconds=10):
    return bench.module.event(bench.short_id, code, seconds, mark)


@case(101, "Initial registration")
def register(bench):
    events = bench.events
    bench.register(life_time=300)
    data, _ = events.wait(0, "REGISTRATION")[0]
    equal(data["endpoint"], bench.endpoint, "endpoint")
    client = bench.server.client()
    equal((client["lifetime"], client["lwM2mVersion"], client["bindingMode"]), (300, "1.0", "U"),
          "lifetime, version, binding")
    links = [link["url"] for link in client["objectLinks"]]
    for url in ("/1/0", "/3/0", "/4/0", "/5/0", "/6/0", "/7/0", "/10/0", "/11/0"):
        check(url in links, f"{url} in {links}")
    check(not any(u.startswith("/0") for u in links), f"no security object in {links}")


@case("101.1", "Initial registration, version 1.1")
def register_1_1(bench):
    bench.register(version=1)
    equal(bench.server.client()["lwM2mVersion"], "1.1", "version")


@case("101.2", "Initial registration with the factory endpoint name, an IMEI URN")
def register_imei(bench):
    m = bench.module = ets.module.Module(bench.program, bench.names).start()
    bench.be("urn:imei:" + ets.module.IMEI)
    bench.account()
    bench.reg()
    check(bench.server.client(), f"registered: {m.lines[-3:]}")


@case(102, "Registration update")
def update(bench):
    events = bench.events
    m = bench.register()
    mark, at = m.mark(), events.mark()
    m.ok(f'AT+QLWSVC="lifetime",{SHORT_ID},120')
    has_event(bench, mark, 16)
    check(events.wait(at, "UPDATED"), "UPDATED reached the event stream")
    equal(bench.server.client()["lifetime"], 120, "lifetime")


@case("102.1", "Registration update with the object list")
def update_with_objects(bench):
    m = bench.register()
    mark = m.mark()
    m.ok(f'AT+QLWSVC="update",{SHORT_ID},1')
    has_event(bench, mark, 16)
    check(len(bench.server.client()["objectLinks"]) > 5, "object links")


@case("102.2", "Registration updates come in time, by themselves", slow=True)
def updates_in_time(bench):
    events = bench.events
    bench.register(life_time=12)
    found = events.wait(0, "UPDATED", seconds=30, count=2)
    check(found, "two updates within 30 s of a lifetime of 12 s")
    check(found[1][1] - found[0][1] < 12, "less than a lifetime between them")
    equal(events.after(0, "DEREGISTRATION"), [], "expired registrations")


@case(103, "Deregistration")
def deregister(bench):
    events = bench.events
    m = bench.register()
    mark = m.mark()
    m.ok('AT+QLWSVC="dereg"')
    m.expect(r"\+QLWDEREG: 0", 10, mark)
    check(events.wait(0, "DEREGISTRATION"), "DEREGISTRATION reached the event stream")
    check(not bench.server.client(), "the server has forgotten it")


@case(104, "Registration update trigger")
def trigger(bench):
    events = bench.events
    m = bench.register()
    mark, at = m.mark(), events.mark()
    status(bench.server.execute("/1/0/8"), "CHANGED(204)")
    has_event(bench, mark, 16)
    check(events.wait(at, "UPDATED"), "UPDATED reached the event stream")


def let_expire(bench, events, life_time):
    """Stops the module until the server has dropped its registration."""
    os.kill(bench.module.process.pid, signal.SIGSTOP)
    try:
        gone = events.wait(0, "DEREGISTRATION", seconds=life_time + 30)
    finally:
        os.kill(bench.module.process.pid, signal.SIGCONT)
    check(gone, "the server let the registration expire")


@case(105, "Discarded registration update: the client registers anew", slow=True)
def discarded_update(bench):
    events = bench.events
    m = bench.register(life_time=12)
    at, mark = events.mark(), m.mark()
    let_expire(bench, events, 12)
    check(events.wait(at, "REGISTRATION", seconds=30), "a second registration")
    m.event(SHORT_ID, 2, 10, mark)
    check(bench.server.client(), "registered")


@case(107, "Extending the lifetime of a registration")
def extend(bench):
    events = bench.events
    bench.register(life_time=300)
    at = events.mark()
    status(bench.server.write("/1/0/1", 600), "CHANGED(204)")
    check(events.wait(at, "UPDATED"), "an update follows")
    equal(bench.server.client()["lifetime"], 600, "lifetime")


def binding(bench):
    return set(bench.server.client()["bindingMode"])


@case(108, "Turn on queue mode")
def queue_mode(bench):
    events = bench.events
    bench.register()
    at = events.mark()
    status(bench.server.write("/1/0/7", "UQ"), "CHANGED(204)")
    check(events.wait(at, "UPDATED"), "an update follows")
    equal(binding(bench), set("UQ"), "binding")


@case("108.1", "Queue mode from the start, binding UQS as in the Note")
def queue_mode_note(bench):
    bench.register(binding="UQS")
    equal(binding(bench), set("UQS"), "binding")
    equal(bench.server.client()["queuemode"], True, "queue mode")


@case("108.2", "Queue mode in version 1.1 is a parameter of its own")
def queue_mode_1_1(bench):
    bench.register(version=1, binding="UQ")
    client = bench.server.client()
    equal((client["bindingMode"], client["queuemode"]), ("U", True), "binding, queue mode")


@case(109, "Behaviour in queue mode", slow=True)
def queue_behaviour(bench):
    events = bench.events
    bench.register(binding="UQ")
    check(events.wait(0, "SLEEPING", seconds=110), "asleep for the server after 93 s")
    answer = bench.server.read("/3/0/0")
    check("CONTENT" not in answer["status"], f"no request to a sleeping client: {answer}")
    at = events.mark()
    bench.update()
    check(events.wait(at, "AWAKE"), "awake after an update")
    equal(bench.value("/3/0/0"), "Quectel", "manufacturer")
