"""ETS 0 to 9: the bootstrap interface, NoSec and PSK."""

import ets
from ets import BOOT, BOOTS, KEY, LESHAN, LESHANS, case, check, equal

BS_ID, GIVEN = 111, 123


def plain_account(bench, **server):
    """A configuration that gives one server, and takes what there was."""
    given = {"shortId": GIVEN, "lifetime": 60, "binding": ["U"], "notifIfDisabled": True}
    given.update(server)
    return {"toDelete": ["/0", "/1"], "servers": {"0": given},
            "security": {"1": {"uri": "coap://" + LESHAN, "bootstrapServer": False,
                               "securityMode": "NO_SEC", "serverId": GIVEN}}}


def keyed_account(bench):
    config = plain_account(bench)
    config["security"]["1"].update(
        uri="coaps://" + LESHANS, securityMode="PSK",
        publicKeyOrId=list(bench.endpoint.encode()), secretKey=list(bytes.fromhex(KEY)))
    return config


def bootstrap_and_register(bench, config, ask=()):
    bench.peer.bootstrap(config, ask)
    mark = bench.reg(GIVEN)
    order = bench.module.events(mark)
    equal(order[0], (BS_ID, 6), "first event")
    check((BS_ID, 9) in order, f"BS_FINISH among {order}")
    check(order.index((BS_ID, 9)) < order.index((GIVEN, 0)), f"order of {order}")
    log = bench.peer.log()
    check("end" in log, f"the bootstrap server's log ends well: {log}")
    check(bench.server.client(), "registered with the server it was given")
    return log


@case(0, "Client initiated bootstrap")
def client_initiated(bench):
    bench.power_on()
    bench.account(short_id=BS_ID, uri="coap://" + BOOT, bootstrap=1)
    log = bootstrap_and_register(bench, plain_account(bench))
    check("request NoSec" in log, f"{log}")
    check(any(line.startswith("finish") and "CHANGED" in line for line in log), f"{log}")
    equal(bench.server.client()["lifetime"], 60, "lifetime given")


@case(1, "Client initiated bootstrap, PSK")
def client_initiated_psk(bench):
    bench.power_on()
    bench.peer.key(bench.endpoint, KEY)
    bench.server.set_key(bench.endpoint, KEY)
    bench.account(short_id=BS_ID, uri="coaps://" + BOOTS, bootstrap=1, key=(bench.endpoint, KEY))
    log = bootstrap_and_register(bench, keyed_account(bench))
    check("request PSK" in log, f"{log}")
    equal(bench.server.client()["secure"], True, "secure")


@case(4, "Bootstrap delete")
def delete(bench):
    m = bench.power_on()
    m.ok('AT+QLWCFG="version",1')
    bench.account(index=1, short_id=BS_ID, uri="coap://" + BOOT, bootstrap=1)
    bench.account(index=0, short_id=101)
    bench.reg(101)
    bench.peer.bootstrap(plain_account(bench))
    mark = m.mark()
    ets.status(bench.server.execute(f"/1/{instances(bench, '/1')[0]}/9"), "CHANGED(204)")
    m.event(BS_ID, 9, 10, mark)
    m.event(GIVEN, 2, 10, mark)
    log = bench.peer.log()
    check(any(line.startswith("delete /0 DELETED") for line in log), f"{log}")
    check(any(line.startswith("delete /1 DELETED") for line in log), f"{log}")
    state = m.ok('AT+QLWSVC="state"')
    check(not any(",101," in line for line in state), f"101 is gone from {state}")
    equal(set(instances(bench, "/1")), {0}, "instances of /1")
    equal(bench.value("/1/0/0"), GIVEN, "short server ID")


def instances(bench, path):
    content = ets.status(bench.server.read(path), "CONTENT(205)")["content"]
    return [each["id"] for each in content["instances"]]


@case(5, "Server initiated bootstrap: in 1.1 the management server triggers the client's request")
def server_initiated(bench):
    m = bench.power_on()
    m.ok('AT+QLWCFG="version",1')
    bench.account(index=1, short_id=BS_ID, uri="coap://" + BOOT, bootstrap=1)
    bench.account(index=0, short_id=101)
    bench.reg(101)
    bench.peer.bootstrap(plain_account(bench))
    equal(bench.peer.log(), [], "bootstrap server's log before")
    mark = m.mark()
    ets.status(bench.server.execute(f"/1/{instances(bench, '/1')[0]}/9"), "CHANGED(204)")
    m.event(GIVEN, 2, 10, mark)
    order = m.events(mark)
    check(order.index((BS_ID, 6)) < order.index((BS_ID, 9)) < order.index((GIVEN, 0)),
          f"order of {order}")
    log = bench.peer.log()
    check("request NoSec" in log and "end" in log, f"{log}")
    equal(bench.server.client()["lifetime"], 60, "lifetime given")


@case(6, "Bootstrap sequence: what there is, is used before the bootstrap server is asked")
def sequence(bench):
    bench.power_on()
    bench.account(short_id=BS_ID, uri="coap://" + BOOT, bootstrap=1)
    bootstrap_and_register(bench, plain_account(bench))
    mark = bench.module.mark()
    bench.module.ok('AT+QLWSVC="dereg"')
    bench.module.expect(r"\+QLWDEREG: 0", 10, mark)
    bench.peer.bootstrap(plain_account(bench))
    mark = bench.reg(GIVEN)
    equal(bench.module.events(mark), [(GIVEN, 0), (GIVEN, 2)], "events of the second registration")
    equal(bench.peer.log(), [], "bootstrap server's log")


@case(7, "Fallback to bootstrap")
def fallback(bench):
    files = {"carrier_apn_cfg": b"BS_IF_REG_FAILS=1\nSHORT_SERVER_ID1=101\n;\n"}
    m = bench.power_on(files=files)
    m.ok('AT+QLWCFG="transcfg",1,1,1')
    bench.account(index=0, short_id=101, uri="coap://127.0.0.1:9")
    bench.account(index=1, short_id=BS_ID, uri="coap://" + BOOT, bootstrap=1)
    bench.peer.bootstrap(plain_account(bench))
    mark = m.mark()
    m.ok('AT+QLWSVC="reg"')
    m.event(GIVEN, 2, 40, mark)
    check(bench.server.client(), "registered with the server it was given")


@case(8, "Bootstrap read and discover")
def read(bench):
    m = bench.power_on()
    m.ok('AT+QLWCFG="version",1')
    bench.account(short_id=BS_ID, uri="coap://" + BOOT, bootstrap=1)
    log = bootstrap_and_register(bench, plain_account(bench), ["discover /", "read /1"])
    check(any(line.startswith("discover / CONTENT") for line in log), f"{log}")
    check(any(line.startswith("read /1 CONTENT") for line in log), f"{log}")


@case(9, "Bootstrap and configuration consistency: a Finish that makes no sense is refused")
def consistency(bench):
    m = bench.power_on()
    bench.account(short_id=BS_ID, uri="coap://" + BOOT, bootstrap=1)
    config = plain_account(bench)
    config["security"]["1"]["serverId"] = GIVEN + 1
    bench.peer.bootstrap(config)
    mark = m.mark()
    m.ok('AT+QLWSVC="reg"')
    log = bench.peer.wait("failed", 10)
    check(log and any(line.startswith("finish") and "NOT_ACCEPTABLE" in line for line in log),
          f"Finish is 4.06: {log or bench.peer.log()}")
    m.expect(rf'\+QLWURC: "event",{BS_ID},(10|14),"\w+"', 10, mark)
    check(not bench.server.client(), "not registered")


@case("1.1", "A wrong key ends in the failed state, not in a hang", slow=True)
def wrong_key(bench):
    m = bench.power_on()
    m.ok('AT+QLWCFG="transcfg",1,1,1')
    bench.peer.key(bench.endpoint, KEY)
    bench.account(short_id=BS_ID, uri="coaps://" + BOOTS, bootstrap=1,
                  key=(bench.endpoint, "00112233"))
    bench.peer.bootstrap(keyed_account(bench))
    mark = m.mark()
    m.ok('AT+QLWSVC="reg"')
    m.expect(rf'\+QLWURC: "event",{BS_ID},(10|14),"\w+"', 120, mark)
    equal(bench.peer.log(), [], "bootstrap server's log")


ets.skip([(3, "Simple bootstrap from smartcard")], "no smartcard in the Note")
