"""ETS 201 to 261 for version 1.0: reading, writing, executing, discovering."""

import ets
from ets import case, check, equal, status

# what a server may write in its own object: resource, value, another value
BASIC = [(1, 3600, 7200), (2, 1, 2), (3, 120, 180), (5, 600, 900), (6, True, False)]


def read_all(bench, form):
    values = bench.resources("/3/0", form)
    equal(values[0], "Quectel", "/3/0/0")
    equal(values[1], "BG95-M3", "/3/0/1")
    equal(values[2], ets.module.IMEI, "/3/0/2")
    equal(values[3], "BG95M3LAR02A04", "/3/0/3")
    equal(values[6], {"0": 1}, "/3/0/6")
    equal(values[11], {"0": 0}, "/3/0/11")
    equal(values[16], "U", "/3/0/16")
    return values


def write_all(bench, form, read_form=None):
    for resource, *values in BASIC:
        for value in values:
            status(bench.server.write(f"/1/0/{resource}", value, form), "CHANGED(204)")
            equal(bench.value(f"/1/0/{resource}", read_form or form), value, f"/1/0/{resource}")


def write_instance(bench, form):
    """Partial: what is not named stays. Replace: what can be written and is not named goes."""
    partial = [{"id": 1, "value": 1200}, {"id": 2, "value": 5}]
    before = bench.resources("/1/0")
    status(bench.server.write_instance("/1/0", partial, False, form), "CHANGED(204)")
    after = bench.resources("/1/0")
    equal((after[1], after[2]), (1200, 5), "written")
    equal((after[0], after[3], after[7]), (before[0], before[3], before[7]), "not named")


@case(201, "Querying basic information in plain text")
def text(bench):
    bench.register()
    for resource, value in ((0, "Quectel"), (1, "BG95-M3"), (2, ets.module.IMEI)):
        equal(bench.value(f"/3/0/{resource}", "TEXT"), value, f"/3/0/{resource}")
    equal(bench.value("/1/0/1", "TEXT"), 86400, "/1/0/1")


@case(203, "Querying basic information in TLV")
def tlv(bench):
    bench.register()
    read_all(bench, "TLV")


@case(204, "Querying basic information in JSON")
def json(bench):
    bench.register()
    read_all(bench, "JSON")


@case(205, "Setting basic information in plain text")
def set_text(bench):
    bench.register()
    write_all(bench, "TEXT")


@case(215, "Setting basic information in TLV")
def set_tlv(bench):
    bench.register()
    write_all(bench, "TLV")
    write_instance(bench, "TLV")


@case("215.1", "Replacing an instance")
def replace(bench):
    bench.register()
    whole = [{"id": 0, "value": ets.SHORT_ID}, {"id": 1, "value": 900}, {"id": 6, "value": True},
             {"id": 7, "value": "U"}]
    answer = bench.server.write_instance("/1/0", whole, True)
    check(answer["status"] in ("CHANGED(204)", "METHOD_NOT_ALLOWED(405)"), f"{answer}")
    equal(bench.value("/1/0/0"), ets.SHORT_ID, "short server ID, which nobody may write")


@case(220, "Setting basic information in JSON")
def set_json(bench):
    bench.register()
    write_all(bench, "JSON")
    write_instance(bench, "JSON")


@case(221, "Attempt to perform operations on the security object")
def security(bench):
    bench.register()
    for path in ("/0", "/0/0", "/0/0/0"):
        status(bench.server.read(path), "UNAUTHORIZED(401)")
    status(bench.server.write("/0/0/0", "coap://elsewhere.example", "TEXT"), "UNAUTHORIZED(401)")
    status(bench.server.ask("GET", "/0/discover"), "UNAUTHORIZED(401)")
    status(bench.server.delete("/0/0"), "UNAUTHORIZED(401)")


@case(241, "Executable resource: rebooting the device")
def reboot(bench):
    events = bench.events
    m = bench.register()
    m.ok('AT+QLWCFG="autostart",1')
    mark, at = m.mark(), events.mark()
    status(bench.server.execute("/3/0/4"), "CHANGED(204)")
    m.expect("RDY", 10, mark)
    m.event(ets.SHORT_ID, 2, 15, mark)
    check(events.wait(at, "REGISTRATION"), "registered again")


@case(256, "Write operation failure")
def write_failure(bench):
    bench.register()
    before = bench.value("/3/0/0")
    status(bench.server.write("/3/0/0", "Other", "TEXT"), "METHOD_NOT_ALLOWED(405)")
    equal(bench.value("/3/0/0"), before, "manufacturer")
    status(bench.server.read("/3/0/99"), "NOT_FOUND(404)")
    status(bench.server.read("/3/1"), "NOT_FOUND(404)")
    status(bench.server.read("/3/0/4"), "METHOD_NOT_ALLOWED(405)")
    status(bench.server.execute("/3/0/0"), "METHOD_NOT_ALLOWED(405)")


@case(260, "Discover")
def discover(bench):
    bench.register()
    status(bench.server.attributes("/3/0/9", pmin=5, pmax=90), "CHANGED(204)")
    links = bench.server.discover("/3")
    check({"/3", "/3/0", "/3/0/0", "/3/0/4", "/3/0/9"} <= set(links), f"{list(links)}")
    links = bench.server.discover("/3/0")
    check("/3/0/9" in links and "/3" not in links, f"{list(links)}")
    equal(int(links["/3/0/6"]["dim"]), 1, "dim of /3/0/6")
    links = bench.server.discover("/3/0/9")
    equal(list(links), ["/3/0/9"], "links of one resource")
    equal((int(links["/3/0/9"]["pmin"]), int(links["/3/0/9"]["pmax"])), (5, 90), "pmin, pmax")


@case(261, "Write-Attributes on a resource")
def attributes(bench):
    bench.register()
    status(bench.server.attributes("/3/0/9", pmin=10, pmax=200), "CHANGED(204)")
    status(bench.server.attributes("/3/0/9", gt=80, lt=20, st=5), "CHANGED(204)")
    link = bench.server.discover("/3/0/9")["/3/0/9"]
    got = {name: float(link[name]) for name in ("pmin", "pmax", "gt", "lt", "st")}
    equal(got, {"pmin": 10, "pmax": 200, "gt": 80, "lt": 20, "st": 5}, "attributes")
    status(bench.server.attributes("/3/0/9", gt=10, lt=50), "BAD_REQUEST(400)")
