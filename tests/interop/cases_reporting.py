"""ETS 301 to 303: observing and being told; application data of AT+QLWSVC="uldata" and "recv"."""

from ets import SECOND, SHORT_ID, case, check, equal, status


def told(bench, at, path, count=1, seconds=10):
    """The next notifications of this path."""
    found = bench.events.wait(at, "NOTIFICATION", lambda data: data["res"] == path, seconds, count)
    check(found, f"{count} notifications of {path} within {seconds} s, but "
                 f"{[(kind, str(data)[:80]) for kind, data, _ in bench.events.seen[at:]]}")
    return found


def observed(m, path, flag, mark=0, seconds=10):
    m.expect(rf'\+QLWURC: "observe",{SHORT_ID},"{path}",\d+,\d+,{flag}', seconds, mark)


def device(m, manufacturer):
    m.ok(f'AT+QLWCFG="device","{manufacturer}","BG95-M3","R2.1","04","BG95M3LAR02A04","Quectel"')


@case(301, "Observation and notification of parameter values")
def observe(bench):
    bench.listen()
    m = bench.register()
    status(bench.server.attributes("/3/0/0", pmin=1, pmax=3), "CHANGED(204)")
    at = bench.events.mark()
    status(bench.server.observe("/3/0/0"), "CONTENT(205)")
    observed(m, "/3/0/0", 0)
    device(m, "Other")
    data, _ = told(bench, at, "/3/0/0")[0]
    equal(data["val"]["value"], "Other", "manufacturer")
    found = told(bench, at, "/3/0/0", 3, 12)
    check(found[2][1] - found[1][1] > 1, "not more often than pmin")


@case("301.1", "Observation of an instance and of an object")
def observe_instance(bench):
    bench.listen()
    m = bench.register()
    for path in ("/3/0", "/3"):
        at, mark = bench.events.mark(), m.mark()
        status(bench.server.observe(path), "CONTENT(205)")
        observed(m, path, 0, mark)
        device(m, "Maker" + path.replace("/", "-"))
        told(bench, at, path)


@case("301.2", "Greater than, less than, step")
def thresholds(bench):
    bench.listen()
    m = bench.register()
    status(bench.server.write("/1/0/5", 500), "CHANGED(204)")
    status(bench.server.attributes("/1/0/5", gt=1000, lt=100), "CHANGED(204)")
    at = bench.events.mark()
    status(bench.server.observe("/1/0/5"), "CONTENT(205)")
    observed(m, "/1/0/5", 0)
    for value in (600, 700, 2000):
        status(bench.server.write("/1/0/5", value), "CHANGED(204)")
    data, _ = told(bench, at, "/1/0/5")[0]
    equal(data["val"]["value"], 2000, "the value that crosses gt is the first told")


def notified(data):
    """A message of the wire log that is a notification on its way to the server."""
    return data["incoming"] and data.get("code") == "2.05" and "Observe" in data["options"]


@case(302, "Cancel an observation with Reset")
def cancel_reset(bench):
    m = bench.register()
    events = bench.events  # opened when it is registered, the stream has the wire log too
    status(bench.server.observe("/3/0/0"), "CONTENT(205)")
    observed(m, "/3/0/0", 0)
    bench.server.cancel("/3/0/0")
    at = events.mark()
    device(m, "First")
    check(events.wait(at, "COAPLOG", notified), "one more notification")
    check(events.wait(at, "COAPLOG", lambda d: d["type"] == "RST"), "the server's Reset")
    at = events.mark()
    device(m, "Second")
    bench.update()
    equal(events.after(at, "COAPLOG", notified), [], "notifications after the Reset")


@case(303, "Cancel an observation with the Observe option")
def cancel_observe(bench):
    m = bench.register(uri="coap://" + SECOND)
    status(bench.second.call("/observe", path="/3/0/0"), "CONTENT(205)")
    observed(m, "/3/0/0", 0)
    mark = m.mark()
    status(bench.second.call("/cancel"), "CONTENT(205)")
    observed(m, "/3/0/0", 1, mark)
    before = len(bench.second.call("/told"))
    device(m, "Other")
    bench.update()
    equal(len(bench.second.call("/told")), before, "notifications after the cancellation")


@case("301.3", "Application data: uldata, confirmable")
def uldata(bench):
    bench.listen()
    m = bench.register()
    at = bench.events.mark()
    status(bench.server.observe("/19/0/0"), "CONTENT(205)")
    observed(m, "/19/0/0", 0)
    mark = m.mark()
    m.ok(f'AT+QLWSVC="uldata",{SHORT_ID},"/19/0/0",5,"hello",0,0')
    m.expect(rf'\+QLWURC: "uldata",{SHORT_ID},"/19/0/0",\d+,\d+,0', 10, mark)
    data, _ = told(bench, at, "/19/0/0")[0]
    equal(data["val"]["values"]["0"], b"hello".hex(), "data")


@case("301.4", "Application data: uldata, not confirmable, hexadecimal")
def uldata_non(bench):
    bench.listen()
    m = bench.register()
    at = bench.events.mark()
    status(bench.server.observe("/19/0/0"), "CONTENT(205)")
    observed(m, "/19/0/0", 0)
    m.ok(f'AT+QLWSVC="uldata",{SHORT_ID},"/19/0/0",3,"01ff80",1,1')
    data, _ = told(bench, at, "/19/0/0")[0]
    equal(data["val"]["values"]["0"], "01ff80", "data")


@case("301.5", "Application data: a write arrives as recv")
def recv(bench):
    m = bench.register()
    mark = m.mark()
    status(bench.server.write_values("/19/0/0", {"0": b"down".hex()}), "CHANGED(204)")
    m.expect(r'\+QLWURC: "recv","/19/0/0",5,4,', 10, mark)
    m.expect("down", 5, mark)


@case("301.6", "Data in several blocks, both ways")
def blocks(bench):
    bench.register()
    text = "".join(chr(97 + i % 26) for i in range(900))
    status(bench.server.write_values("/19/0/0", {"0": text.encode().hex()}), "CHANGED(204)")
    equal(bench.value("/19/0/0"), {"0": text.encode().hex()}, "what was written")
    check(len(bench.server.discover("/3/0")) > 15, "a long list of links")
