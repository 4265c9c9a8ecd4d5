"""ETS 304 to 311: what version 1.1 adds to reporting, Observe-Composite and Send."""

import time

from deadline import PATIENCE, Deadline
from ets import SECOND, SHORT_ID, case, check, equal, status

SEND = ("uldata-sends=1",)


def second(bench, **more):
    """Registered in version 1.1 with the server that has composite operations."""
    return bench.register(version=1, uri="coap://" + SECOND, **more)


def observe(bench, *paths, form="SENML_JSON"):
    answer = bench.second.call("/observe-composite", format=form, paths=",".join(paths))
    return status(answer, "CONTENT(205)")["content"]


def heard(bench, url, wanted, seconds=10):
    """Waits for a notification or Send that is as wanted; returns it."""
    end = Deadline(seconds * PATIENCE)
    while True:
        all_of_them = bench.second.call(url)
        found = [each for each in all_of_them if wanted(each)]
        if found or end.over():
            check(found, f"{url} among {all_of_them}")
            return found[0]
        time.sleep(end.slice(0.1))


def device(m, manufacturer):
    m.ok(f'AT+QLWCFG="device","{manufacturer}","BG95-M3","R2.1","04","BG95M3LAR02A04","Quectel"')


def observed(m, path, flag, mark=0):
    m.expect(rf'\+QLWURC: "observe",{SHORT_ID},"{path}",\d+,\d+,{flag}', 10, mark)


@case(304, "Observe-Composite")
def observe_composite(bench):
    m = second(bench)
    content = observe(bench, "/3/0/0", "/1/0/1")
    check("Quectel" in content["/3/0/0"] and "86400" in content["/1/0/1"], f"{content}")
    observed(m, "/3/0/0", 0)
    observed(m, "/1/0/1", 0)
    device(m, "Other")
    told = heard(bench, "/told", lambda each: "Other" in each["/3/0/0"])
    check("86400" in told["/1/0/1"], f"what did not change is in it too: {told}")


@case("304.1", "Observe-Composite in SenML CBOR, and its maximum period")
def observe_composite_cbor(bench):
    m = second(bench, pmin=1, pmax=2)
    observe(bench, "/3/0/0", "/6/0", form="SENML_CBOR")
    observed(m, "/6/0", 0)
    heard(bench, "/told", lambda each: "Quectel" in each["/3/0/0"] and each["/6/0"] != "null")


@case(305, "Cancel Observe-Composite")
def cancel_composite(bench):
    m = second(bench)
    observe(bench, "/3/0/0", "/1/0/1")
    mark = m.mark()
    status(bench.second.call("/cancel"), "CONTENT(205)")
    observed(m, "/3/0/0", 1, mark)
    observed(m, "/1/0/1", 1, mark)
    before = bench.second.call("/told")
    device(m, "Other")
    bench.update()
    equal(bench.second.call("/told"), before, "notifications after the cancellation")


@case(308, "Observe-Composite and creating an instance")
def composite_create(bench):
    second(bench)
    content = observe(bench, "/16", "/3/0/0")
    check("host-2" not in content["/16"], f"{content}")
    status(bench.second.call("/create", path="/16/1", value="host-2"), "CREATED(201)")
    heard(bench, "/told", lambda each: "host-2" in each["/16"] and "Quectel" in each["/3/0/0"])


@case(309, "Observe-Composite and deleting an instance")
def composite_delete(bench):
    second(bench)
    status(bench.second.call("/create", path="/16/1", value="host-2"), "CREATED(201)")
    content = observe(bench, "/16", "/3/0/0")
    check("host-2" in content["/16"], f"{content}")
    status(bench.second.call("/delete", path="/16/1"), "DELETED(202)")
    heard(bench, "/told", lambda each: "host-2" not in each["/16"])


@case(310, "Observe-Composite and changing values")
def composite_values(bench):
    m = second(bench)
    observe(bench, "/3/0/0", "/3/0/14", "/1/0/2")
    answer = bench.second.call("/write-composite", {"/1/0/2": 1, "/3/0/14": "+02:00"},
                               format="SENML_JSON")
    status(answer, "CHANGED(204)")
    heard(bench, "/told", lambda each: "+02:00" in each["/3/0/14"] and "value=1" in each["/1/0/2"])
    device(m, "Other")
    heard(bench, "/told", lambda each: "Other" in each["/3/0/0"])


def uldata(m, data, confirmable=0):
    size = len(data)
    return m.command(f'AT+QLWSVC="uldata",{SHORT_ID},"/19/0/0",{size},"{data}",0,{confirmable}')


@case(306, "Send")
def send(bench):
    m = second(bench, assume=SEND)
    mark = m.mark()
    equal(uldata(m, "hello")[-1], "OK", "uldata of what nobody observes")
    m.expect(rf'\+QLWURC: "uldata",{SHORT_ID},"/19/0/0",\d+,\d+,0', 10, mark)
    data = heard(bench, "/sent", bool)
    check(list(data)[0].startswith("/19/0/0"), f"path of {data}")


@case(307, "Muting Send")
def mute_send(bench):
    m = second(bench, assume=SEND)
    answer = bench.second.call("/write-composite", {"/1/0/23": True}, format="SENML_JSON")
    status(answer, "CHANGED(204)")
    equal(uldata(m, "hello")[-1], "ERROR", "uldata while Send is muted")
    answer = bench.second.call("/write-composite", {"/1/0/23": False}, format="SENML_JSON")
    status(answer, "CHANGED(204)")
    equal(uldata(m, "again")[-1], "OK", "uldata when it is not muted any more")
    heard(bench, "/sent", bool)
    equal(len(bench.second.call("/sent")), 1, "Sends")


@case(311, "Send, one after the other")
def send_more(bench):
    m = second(bench, assume=SEND)
    for data in ("first", "second", "another"):
        mark = m.mark()
        uldata(m, data)
        m.expect(rf'\+QLWURC: "uldata",{SHORT_ID},"/19/0/0",\d+,\d+,0', 10, mark)
        heard(bench, "/sent", lambda each, n=len(data): f"value={n}Bytes" in str(each))


@case("311.1", "Without the assumption, uldata of what nobody observes is ERROR")
def no_send(bench):
    m = second(bench)
    equal(uldata(m, "hello")[-1], "ERROR", "uldata")
    equal(bench.second.call("/sent"), [], "Sends")
