"""ETS 950 and 951: a module with two servers, and access control between them."""

import ets
from cases_bootstrap import GIVEN, plain_account
from ets import case, check, equal, status


@case(950, "Registration with two servers")
def two_servers(bench):
    m = bench.power_on()
    bench.account()
    bench.account(index=1, short_id=103, uri="coap://" + ets.SECOND, life_time=600)
    mark = bench.reg()
    m.event(103, 2, 10, mark)
    check(bench.server.client(), "registered with the first")
    second = bench.second.call("/client")
    equal(second["lifetime"], 600, "lifetime at the second")


@case(951, "Each server has its own attributes")
def two_servers_attributes(bench):
    events = bench.events
    m = bench.power_on()
    bench.account()
    bench.account(index=1, short_id=103, uri="coap://" + ets.SECOND)
    mark = bench.reg()
    m.event(103, 2, 10, mark)
    status(bench.server.attributes("/6/0/5", pmin=1, pmax=2), "CHANGED(204)")
    status(bench.server.observe("/6/0/5"), "CONTENT(205)")
    observed = bench.second.call("/observe", path="/6/0/5")
    equal(observed["status"], "CONTENT(205)", "second server's observe")
    check(events.wait(0, "NOTIFICATION", seconds=15, count=2), "the first is told twice in 15 s")
    equal(len(bench.second.call("/told")), 0, "notifications to the second, whose pmax is 60")


@case("950.1", "Access control: the second server has what the list gives it")
def access(bench):
    m = bench.power_on()
    bench.account(short_id=111, uri="coap://" + ets.BOOT, bootstrap=1)
    config = plain_account(bench)
    config["servers"]["1"] = {"shortId": 103, "lifetime": 600, "binding": ["U"]}
    config["security"]["2"] = {"uri": "coap://" + ets.SECOND, "bootstrapServer": False,
                               "securityMode": "NO_SEC", "serverId": 103}
    config["acls"] = {"0": {"objectId": 3, "objectInstanceId": 0, "acls": {"103": 1},
                            "AccessControlOwner": GIVEN},
                      "1": {"objectId": 6, "objectInstanceId": 0, "acls": {"0": 1, "103": 0},
                            "AccessControlOwner": GIVEN}}
    bench.peer.bootstrap(config)
    mark = bench.reg(GIVEN)
    m.event(103, 2, 10, mark)
    status(bench.server.write("/3/0/14", "+01:00"), "CHANGED(204)")
    status(bench.second.call("/read", path="/3/0/14"), "CONTENT(205)")
    status(bench.second.call("/write", path="/3/0/14", value="+02:00"), "UNAUTHORIZED(401)")
    status(bench.second.call("/read", path="/6/0/0"), "UNAUTHORIZED(401)")
    equal(bench.value("/3/0/14"), "+01:00", "what the owner wrote")
    equal(bench.value("/2/0/2"), {"103": 1}, "rights")
