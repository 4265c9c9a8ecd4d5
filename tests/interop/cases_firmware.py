"""ETS 751 to 779: firmware update, pushed and pulled."""

import time

from deadline import PATIENCE, Deadline
from cases_reporting import told
from ets import FIRMWARE, SHORT_ID, case, check, equal, status

IDLE, DOWNLOADING, DOWNLOADED, UPDATING = range(4)
IMAGE = bytes(range(256)) * 12


def state(bench):
    values = bench.resources("/5/0")
    return values[3], values[5]


def reaches(bench, wanted, seconds=15):
    """State and result, as soon as they are as wanted."""
    end = Deadline(seconds * PATIENCE)
    while True:
        got = state(bench)
        if got == wanted or end.over():
            equal(got, wanted, "state and result")
            return
        time.sleep(end.slice(0.1))


def push(bench, image=IMAGE):
    return bench.server.write("/5/0/0", image.hex(), "TLV")


def restarted(m, mark):
    """The module comes back and registers by itself."""
    m.expect("RDY", 15, mark)
    m.event(SHORT_ID, 2, 15, mark)


def with_autostart(bench):
    m = bench.register()
    m.ok('AT+QLWCFG="autostart",1')
    return m


@case(751, "Querying the readable resources")
def query(bench):
    bench.register()
    values = bench.resources("/5/0")
    equal((values[3], values[5], values[9]), (IDLE, 0, 2), "state, result, delivery method")
    check(set(values[8].values()) >= {0, 1}, f"protocols {values[8]}")
    status(bench.server.read("/5/0/0"), "METHOD_NOT_ALLOWED(405)")


@case(755, "Setting the writable resource Package")
def package(bench):
    bench.register()
    status(push(bench), "CHANGED(204)")
    reaches(bench, (DOWNLOADED, 0))


@case(756, "Setting the writable resource Package URI")
def package_uri(bench):
    bench.register()
    uri = f"coap://{FIRMWARE}/image"
    status(bench.server.write("/5/0/1", uri), "CHANGED(204)")
    reaches(bench, (DOWNLOADED, 0))
    equal(bench.value("/5/0/1"), uri, "package URI")


@case(760, "Observation and notification of the state")
def observe(bench):
    bench.listen()
    bench.register()
    at = bench.events.mark()
    status(bench.server.observe("/5/0/3"), "CONTENT(205)")
    status(push(bench), "CHANGED(204)")
    data, _ = told(bench, at, "/5/0/3")[0]
    equal(data["val"]["value"], DOWNLOADED, "state")


@case(770, "Successful update, pushed over CoAP")
def update_push(bench):
    m = with_autostart(bench)
    status(push(bench), "CHANGED(204)")
    reaches(bench, (DOWNLOADED, 0))
    mark = m.mark()
    status(bench.server.execute("/5/0/2"), "CHANGED(204)")
    restarted(m, mark)
    reaches(bench, (IDLE, 1))


@case(771, "Successful update, pulled over CoAP")
def update_pull(bench):
    m = with_autostart(bench)
    status(bench.server.write("/5/0/1", f"coap://{FIRMWARE}/image"), "CHANGED(204)")
    reaches(bench, (DOWNLOADED, 0))
    mark = m.mark()
    status(bench.server.execute("/5/0/2"), "CHANGED(204)")
    restarted(m, mark)
    reaches(bench, (IDLE, 1))


@case(772, "Error: package not downloaded")
def not_downloaded(bench):
    bench.register()
    status(bench.server.execute("/5/0/2"), "METHOD_NOT_ALLOWED(405)")
    equal(state(bench), (IDLE, 0), "state and result")


@case("772.1", "An empty package, or an empty URI, starts over")
def start_over(bench):
    bench.register()
    status(push(bench), "CHANGED(204)")
    reaches(bench, (DOWNLOADED, 0))
    status(bench.server.write("/5/0/1", "", "TEXT"), "CHANGED(204)")
    reaches(bench, (IDLE, 0))


@case(775, "Error: connection lost while downloading", slow=True)
def lost(bench):
    bench.register()
    status(bench.server.write("/5/0/1", "coap://127.0.0.1:9/image"), "CHANGED(204)")
    reaches(bench, (IDLE, 4), 120)


@case(778, "Error: invalid URI")
def invalid_uri(bench):
    bench.register()
    for uri in ("coap://", f"coap://{FIRMWARE}/absent"):
        status(bench.server.write("/5/0/1", uri), "CHANGED(204)")
        reaches(bench, (IDLE, 7))


@case("778.1", "Error: a protocol that is not supported")
def protocol(bench):
    bench.register()
    status(bench.server.write("/5/0/1", "ftp://images.example/image"), "CHANGED(204)")
    reaches(bench, (IDLE, 9))


@case(773, "Error: not enough storage", slow=True)
def no_storage(bench):
    bench.register()
    status(bench.server.write("/5/0/1", f"coap://{FIRMWARE}/huge"), "CHANGED(204)")
    reaches(bench, (IDLE, 2), 60)


def with_fault(bench, result):
    """The simulated module has no flash to check an image for: a fault says what it finds."""
    bench.register(options=["--fault", f"firmware={result}"])


@case(774, "Error: out of memory")
def no_memory(bench):
    with_fault(bench, 3)
    status(push(bench), "CHANGED(204)")
    reaches(bench, (IDLE, 3))


@case(776, "Error: integrity check fails")
def integrity(bench):
    with_fault(bench, 5)
    status(bench.server.write("/5/0/1", f"coap://{FIRMWARE}/image"), "CHANGED(204)")
    reaches(bench, (IDLE, 5))


@case(777, "Error: unsupported package type")
def package_type(bench):
    with_fault(bench, 6)
    status(push(bench), "CHANGED(204)")
    reaches(bench, (IDLE, 6))


@case(779, "Unsuccessful update: the package stays, the module does not restart")
def unsuccessful(bench):
    with_fault(bench, 8)
    status(push(bench), "CHANGED(204)")
    reaches(bench, (DOWNLOADED, 0))
    status(bench.server.execute("/5/0/2"), "CHANGED(204)")
    reaches(bench, (DOWNLOADED, 8))
    check(bench.server.client(), "still registered")
