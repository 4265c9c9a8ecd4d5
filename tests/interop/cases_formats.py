"""ETS 211 to 237 and 280, 281: what version 1.1 adds to reading and writing."""

import re

from cases_management import read_all, write_all, write_instance
from ets import SECOND, case, check, equal, status


def second(bench):
    """Registered in version 1.1 with the server that has composite operations."""
    bench.register(version=1, uri="coap://" + SECOND)


def composite(bench, form, *paths):
    answer = bench.second.call("/read-composite", format=form, paths=",".join(paths))
    return status(answer, "CONTENT(205)")["content"]


@case(211, "Querying basic information in CBOR")
def cbor(bench):
    bench.register(version=1)
    equal(bench.value("/3/0/0", "CBOR"), "Quectel", "manufacturer")
    equal(bench.value("/1/0/1", "CBOR"), 86400, "lifetime")


@case(212, "Setting basic information in CBOR")
def set_cbor(bench):
    bench.register(version=1)
    write_all(bench, "CBOR")


@case(222, "Read on an object")
def read_object(bench):
    bench.register(version=1)
    content = status(bench.server.read("/1", "SENML_JSON"), "CONTENT(205)")["content"]
    equal([i["id"] for i in content["instances"]], [0], "instances")


@case(223, "Read on an object instance")
def read_instance(bench):
    bench.register(version=1)
    equal(bench.resources("/1/0", "SENML_JSON")[1], 86400, "lifetime")


@case(224, "Read on a resource")
def read_resource(bench):
    bench.register(version=1)
    equal(bench.value("/1/0/1", "SENML_JSON"), 86400, "lifetime")
    equal(bench.value("/3/0/6", "SENML_JSON"), {"0": 1}, "power sources")


@case(225, "Read on a resource instance")
def read_resource_instance(bench):
    second(bench)
    answer = bench.second.call("/read", path="/3/0/7/0")
    status(answer, "CONTENT(205)")
    check(re.search(r"\bid=0, value=3\d\d\d\b", answer["content"]), f"{answer}")


@case(226, "Write (partial update) on an object instance")
def partial(bench):
    bench.register(version=1)
    write_instance(bench, "SENML_JSON")


@case(227, "Write (replace) on a resource")
def replace_resource(bench):
    m = bench.register(version=1)
    m.ok('AT+QLWCFG="host",0,0,"host"')
    bench.update()
    status(bench.server.write_values("/16/0/0", {"0": "a", "1": "b"}), "CHANGED(204)")
    equal(bench.value("/16/0/0"), {"0": "a", "1": "b"}, "identity")
    status(bench.server.write_values("/16/0/0", {"0": "c"}), "CHANGED(204)")
    equal(bench.value("/16/0/0"), {"0": "c"}, "identity")


@case(228, "Write on a resource instance")
def write_resource_instance(bench):
    second(bench)
    m = bench.module
    for host_id, value in enumerate(("host-1", "Maker")):
        m.ok(f'AT+QLWCFG="host",0,{host_id},"{value}"')
    bench.update()
    for form in ("TEXT", "SENML_JSON", "SENML_CBOR", "TLV"):
        value = "Maker " + form
        answer = bench.second.call("/write-instance", path="/16/0/0/1", value=value, format=form)
        status(answer, "CHANGED(204)")
        content = bench.second.call("/read", path="/16/0/0")["content"]
        check(value in content and "host-1" in content, f"{value!r} and the other in {content}")


@case(229, "Read-Composite")
def read_composite(bench):
    second(bench)
    content = composite(bench, "SENML_JSON", "/3/0/0", "/1/0/1", "/3/0/11/0")
    equal(set(content), {"/3/0/0", "/1/0/1", "/3/0/11/0"}, "paths")


@case(230, "Write-Composite")
def write_composite(bench):
    second(bench)
    answer = bench.second.call("/write-composite", {"/1/0/2": 7, "/3/0/14": "+02:00"},
                             format="SENML_JSON")
    status(answer, "CHANGED(204)")
    content = composite(bench, "SENML_JSON", "/1/0/2", "/3/0/14")
    check("7" in content["/1/0/2"] and "+02:00" in content["/3/0/14"], f"{content}")


@case(231, "Querying basic information in SenML JSON")
def senml_json(bench):
    bench.register(version=1)
    read_all(bench, "SENML_JSON")


@case(232, "Querying basic information in SenML CBOR")
def senml_cbor(bench):
    bench.register(version=1)
    read_all(bench, "SENML_CBOR")


@case(233, "Setting basic information in SenML CBOR")
def set_senml_cbor(bench):
    bench.register(version=1)
    write_all(bench, "SENML_CBOR")


@case(234, "Setting basic information in SenML JSON")
def set_senml_json(bench):
    bench.register(version=1)
    write_all(bench, "SENML_JSON")


@case(235, "Read-Composite in SenML CBOR")
def read_composite_cbor(bench):
    second(bench)
    content = composite(bench, "SENML_CBOR", "/3/0/0", "/1/0/1")
    check("Quectel" in content["/3/0/0"] and "86400" in content["/1/0/1"], f"{content}")


@case(236, "Read-Composite on objects and instances")
def read_composite_instance(bench):
    second(bench)
    content = composite(bench, "SENML_JSON", "/1/0", "/3")
    check("86400" in content["/1/0"] and "Quectel" in content["/3"], f"{content}")


@case(237, "Read without a content format")
def read_default(bench):
    bench.register(version=1)
    answer = bench.server.ask("GET", "/3/0")
    status(answer, "CONTENT(205)")
    check(len(answer["content"]["resources"]) > 10, f"{answer}")


@case(257, "Write-Composite with one that cannot be written: nothing changes")
def write_composite_failure(bench):
    second(bench)
    answer = bench.second.call("/write-composite", {"/1/0/2": 9, "/3/0/0": "Other"},
                             format="SENML_JSON")
    check(not answer["status"].startswith("CHANGED"), f"{answer}")
    content = composite(bench, "SENML_JSON", "/1/0/2")
    check("value=0" in content["/1/0/2"], f"minimum period unchanged: {content}")


@case(280, "Successful Read-Composite")
def composite_success(bench):
    second(bench)
    content = composite(bench, "SENML_JSON", "/3/0/0", "/3/0/9", "/4/0/0")
    check(all("null" != v for v in content.values()), f"{content}")


@case(281, "Partially successful Read-Composite")
def composite_partial(bench):
    second(bench)
    content = composite(bench, "SENML_JSON", "/3/0/0", "/3/0/99")
    check("Quectel" in content["/3/0/0"] and content.get("/3/0/99", "null") == "null", f"{content}")
