"""ETS 651 to 1635: the objects of chapter 2.2."""

import ets
from cases_reporting import told
from cases_reporting_1_1 import heard
from ets import case, check, equal, status


def readable(bench, path, types, form="TLV"):
    """Every resource of types is there and is of its type."""
    values = bench.resources(path, form)
    for resource, kind in types.items():
        check(resource in values, f"{path}/{resource} in {values}")
        check(isinstance(values[resource], kind), f"{path}/{resource} is {values[resource]!r}")
    return values


def is_told(bench, path):
    """An observation of path tells again within pmax."""
    status(bench.server.attributes(path, pmin=1, pmax=2), "CHANGED(204)")
    at = bench.events.mark()
    status(bench.server.observe(path), "CONTENT(205)")
    told(bench, at, path, 2, 12)


NUMBER = (int, float)


@case(651, "Device: querying the readable resources")
def device(bench):
    bench.register()
    types = {0: str, 1: str, 2: str, 3: str, 6: dict, 7: dict, 8: dict, 9: int, 10: int, 11: dict,
             13: str, 14: str, 15: str, 16: str, 17: str, 18: str, 19: str, 20: int, 21: int}
    for form in ("TLV", "JSON"):
        readable(bench, "/3/0", types, form)


@case(652, "Device: querying the firmware version")
def firmware_version(bench):
    bench.register()
    equal(bench.value("/3/0/3", "TEXT"), "BG95M3LAR02A04", "firmware version")


@case("652.1", "Device: resetting the error code; time and zone can be set")
def device_errors(bench):
    bench.register()
    status(bench.server.execute("/3/0/12"), "CHANGED(204)")
    equal(bench.value("/3/0/11"), {"0": 0}, "error code")
    status(bench.server.write("/3/0/14", "+02:00"), "CHANGED(204)")
    equal(bench.value("/3/0/14"), "+02:00", "UTC offset")
    status(bench.server.write("/3/0/15", "Europe/Berlin"), "CHANGED(204)")
    equal(bench.value("/3/0/15"), "Europe/Berlin", "zone")


@case(680, "Device: an instance cannot be created")
def create_device(bench):
    bench.register()
    answer = bench.server.create("/3", 1, [{"id": 0, "value": "Other"}])
    status(answer, "METHOD_NOT_ALLOWED(405)")


@case(685, "Device: the instance cannot be deleted")
def delete_device(bench):
    bench.register()
    status(bench.server.delete("/3/0"), "METHOD_NOT_ALLOWED(405)")
    equal(bench.value("/3/0/0"), "Quectel", "manufacturer")


@case(701, "Connectivity monitoring: querying the readable resources")
def connectivity(bench):
    bench.register()
    readable(bench, "/4/0", {0: int, 1: dict, 2: int, 3: int, 4: dict, 7: dict, 8: int, 9: int,
                             10: int})


@case(710, "Connectivity monitoring: observation and notification")
def connectivity_observe(bench):
    bench.listen()
    bench.register()
    is_told(bench, "/4/0/2")


@case(801, "Location: querying the readable resources")
def location(bench):
    bench.register()
    readable(bench, "/6/0", {0: NUMBER, 1: NUMBER, 2: NUMBER, 5: str})


@case(810, "Location: observation and notification")
def location_observe(bench):
    bench.listen()
    bench.register()
    is_told(bench, "/6/0/0")


@case(901, "Connectivity statistics: querying the readable resources")
def statistics(bench):
    bench.register()
    status(bench.server.execute("/7/0/6"), "CHANGED(204)")
    readable(bench, "/7/0", {0: int, 1: int, 2: int, 3: int, 8: int})
    status(bench.server.execute("/7/0/7"), "CHANGED(204)")


@case(905, "Connectivity statistics: setting the writable resource")
def statistics_set(bench):
    bench.register()
    for form in ("TEXT", "TLV"):
        before = bench.value("/7/0/8")
        status(bench.server.write("/7/0/8", before + 30, form), "CHANGED(204)")
        equal(bench.value("/7/0/8"), before + 30, "collection period")


@case(910, "Connectivity statistics: observation and notification")
def statistics_observe(bench):
    bench.listen()
    bench.register()
    is_told(bench, "/7/0")


@case(1200, "Cellular connectivity: querying the readable resources")
def cellular(bench):
    bench.register()
    values = readable(bench, "/10/0", {1: int, 11: dict})
    check("0" in values[11], f"an activated profile: {values}")


@case("1200.1", "Cellular connectivity: setting writable resources")
def cellular_set(bench):
    bench.register()
    status(bench.server.write("/10/0/1", 60), "CHANGED(204)")
    equal(bench.value("/10/0/1"), 60, "disable radio period")
    status(bench.server.write("/10/0/0", "+4917000000"), "CHANGED(204)")
    equal(bench.value("/10/0/0"), "+4917000000", "SMSC address")


@case(1250, "APN configuration: a second profile, in the object list, enabled")
def apn(bench):
    events = bench.events
    m = bench.register()
    mark, at = m.mark(), events.mark()
    resources = [{"id": 0, "value": "second"}, {"id": 1, "value": "iot.example"},
                 {"id": 4, "value": 3}]
    status(bench.server.create("/11", 1, resources), "CREATED(201)")
    m.event(ets.SHORT_ID, 16, 10, mark)
    check(events.wait(at, "UPDATED"), "an update with the object list")
    links = [link["url"] for link in bench.server.client()["objectLinks"]]
    check("/11/1" in links, f"/11/1 in {links}")
    status(bench.server.write("/11/1/3", True), "CHANGED(204)")
    equal(bench.value("/11/1/3"), True, "enabled")
    status(bench.server.delete("/11/1"), "DELETED(202)")
    status(bench.server.read("/11/1"), "NOT_FOUND(404)")


@case(1630, "Portfolio: creating an instance")
def portfolio_create(bench):
    m = bench.register()
    for host_id, value in enumerate(("host-1", "Maker", "Model", "1.0")):
        m.ok(f'AT+QLWCFG="host",0,{host_id},"{value}"')
    bench.update()
    equal(bench.value("/16/0/0"), {"0": "host-1", "1": "Maker", "2": "Model", "3": "1.0"}, "host 0")
    equal(int(bench.server.discover("/16/0")["/16/0/0"]["dim"]), 4, "dim")
    resources = [{"id": 0, "values": {"0": "host-2", "1": "Maker 2"}}]
    status(bench.server.create("/16", 1, resources), "CREATED(201)")
    equal(int(bench.server.discover("/16/1")["/16/1/0"]["dim"]), 2, "dim")
    equal(bench.value("/16/1/0"), {"0": "host-2", "1": "Maker 2"}, "host 1")


@case(1635, "Portfolio: deleting an instance")
def portfolio_delete(bench):
    m = bench.register()
    m.ok('AT+QLWCFG="host",0,0,"host-1"')
    bench.update()
    resources = [{"id": 0, "values": {"0": "host-2"}}]
    status(bench.server.create("/16", 1, resources), "CREATED(201)")
    status(bench.server.delete("/16/1"), "DELETED(202)")
    status(bench.server.read("/16/1"), "NOT_FOUND(404)")
    equal(bench.value("/16/0/0"), {"0": "host-1"}, "the other instance")


@case("object 15", "Device capability: querying, enabling, disabling")
def capability(bench):
    bench.register()
    readable(bench, "/15/0", {0: str, 1: int, 2: str, 3: bool, 4: bool, 7: bool})
    status(bench.server.execute("/15/0/6"), "CHANGED(204)")
    equal(bench.value("/15/0/4"), False, "enabled")
    status(bench.server.execute("/15/0/5"), "CHANGED(204)")
    equal(bench.value("/15/0/4"), True, "enabled")


@case("104.1", "Server: disable deregisters, and registers again after its time", slow=True)
def disable(bench):
    events = bench.events
    bench.register()
    status(bench.server.write("/1/0/5", 3), "CHANGED(204)")
    at = events.mark()
    # the deregistration that follows can overtake the answer inside Leshan, which then drops it
    bench.server.execute("/1/0/4")
    check(events.wait(at, "DEREGISTRATION"), "deregistered")
    check(events.wait(at, "REGISTRATION", seconds=80), "registered again")


@case(1201, "Cellular connectivity 1.1: querying the readable resources")
def cellular_1_1(bench):
    bench.register(version=1)
    values = readable(bench, "/10/0", {1: int, 11: dict})
    # Leshan has a type of its own for what cannot be negative
    equal((values[12], values[13]), ({"value": 3}, {"value": 0}), "modes supported, active")


def second(bench):
    """The demo server's REST cannot write an unsigned integer."""
    return bench.register(version=1, uri="coap://" + ets.SECOND)


def modes(bench, path="/10/0/13"):
    return status(bench.second.call("/read", path=path), "CONTENT(205)")["content"]


@case(1210, "Cellular connectivity 1.1: setting the active power saving modes")
def cellular_1_1_set(bench):
    second(bench)
    for value in "132":
        status(bench.second.call("/write", path="/10/0/13", value=value), "CHANGED(204)")
        check(f"value={value}" in modes(bench), f"{value} in {modes(bench)}")
    answer = bench.second.call("/write", path="/10/0/12", value="1")
    status(answer, "METHOD_NOT_ALLOWED(405)")


@case(1230, "Cellular connectivity 1.1: observing the active power saving modes")
def cellular_1_1_observe(bench):
    second(bench)
    status(bench.second.call("/observe", path="/10/0/13"), "CONTENT(205)")
    status(bench.second.call("/write", path="/10/0/13", value="1"), "CHANGED(204)")
    heard(bench, "/told", lambda each: "value=1" in each["/10/0/13"])


@case("1200.2", "Cellular connectivity: version 1.0 has no power saving modes")
def cellular_1_0(bench):
    bench.register()
    check(12 not in bench.resources("/10/0"), "resource 12 in version 1.0")
