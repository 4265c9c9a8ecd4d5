"""ETS 101 to 109 and 401, 950: the registration interface, queue mode, security."""

import base64
import os
import shutil
import signal
import ssl
import subprocess
import tempfile

import ets
from cases_bootstrap import BS_ID, GIVEN, bootstrap_and_register, plain_account
from ets import KEY, LESHANS, SHORT_ID, case, check, equal, status


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


@case(401, "UDP channel security, PSK")
def psk(bench):
    bench.power_on()
    bench.server.set_key(bench.endpoint, KEY)
    bench.account(uri="coaps://" + LESHANS, key=(bench.endpoint, KEY))
    bench.reg()
    equal(bench.server.client()["secure"], True, "secure")
    equal(bench.value("/3/0/0"), "Quectel", "manufacturer")
    bench.update()


@case("401.1", "A server that wants PSK refuses the same name without it")
def psk_missing(bench):
    m = bench.power_on()
    m.ok('AT+QLWCFG="transcfg",1,1,1')
    bench.server.set_key(bench.endpoint, KEY)
    bench.account()
    mark = m.mark()
    m.ok('AT+QLWSVC="reg"')
    m.expect(rf'\+QLWURC: "event",{SHORT_ID},(3|12),"\w+"', 20, mark)
    check(not bench.server.client(), "not registered")


@case("401.2", "A wrong PSK ends in the failed state", slow=True)
def psk_wrong(bench):
    m = bench.power_on()
    m.ok('AT+QLWCFG="transcfg",1,1,1')
    bench.server.set_key(bench.endpoint, KEY)
    bench.account(uri="coaps://" + LESHANS, key=(bench.endpoint, "00112233"))
    mark = m.mark()
    m.ok('AT+QLWSVC="reg"')
    m.expect(rf'\+QLWURC: "event",{SHORT_ID},(3|12),"\w+"', 120, mark)
    check(not bench.server.client(), "not registered")


@case("401.3", "PSK from /datatx/ssl/<ssid>_server.psk, server from bootstrap.ini")
def psk_file(bench):
    ini = ('{"bn":"/0/1/","e":[{"n":"0","sv":"coaps://%s"},{"n":"1","bv":false},{"n":"2","v":0},'
           '{"n":"10","v":102}]}\n{"bn":"/1/1/","e":[{"n":"0","v":102},{"n":"1","v":300},'
           '{"n":"6","bv":true},{"n":"7","sv":"U"}]}\n' % LESHANS)
    bench.be("urn:imei:" + ets.module.IMEI[:-1] + "x")
    bench.server.set_key(bench.endpoint, KEY)
    m = bench.module = ets.module.Module(bench.program, bench.names, files={
        "bootstrap.ini": ini.encode(),
        "ssl/102_server.psk": f"|{bench.endpoint}|:{KEY}".encode()}).start()
    m.ok(f'AT+QLWCFG="epns",0,"{bench.endpoint}","{bench.endpoint}"')
    bench.reg()
    equal(bench.server.client()["secure"], True, "secure")


@case("401.4", "A DTLS session that was idle too long is resumed")
def resume(bench):
    m = bench.power_on()
    m.ok('AT+QLWCFG="session",2,86400')
    bench.server.set_key(bench.endpoint, KEY)
    bench.account(uri="coaps://" + LESHANS, key=(bench.endpoint, KEY))
    bench.reg()
    before = bench.server.client()
    m.wait("never", 3)  # idle for longer than <DTLS_timeout>
    bench.update()
    check("2.04, session resumed" in m.tail(), m.tail())
    after = bench.server.client()
    equal(after["registrationId"], before["registrationId"], "registration")
    check(after["address"] != before["address"], "it comes from another port")


def certificate_files(bench, short_id):
    """The module's key and self-signed certificate, whose subject is the endpoint name, and the
    demo server's own certificate, which the peer has too, to trust."""
    out = tempfile.mkdtemp(prefix="qlw-certificate-")
    try:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=" + bench.endpoint, "-keyout", out + "/key", "-out", out + "/pem"],
                       check=True, capture_output=True, timeout=30)
        with open(out + "/key", "rb") as key, open(out + "/pem", "rb") as pem:
            files = {f"ssl/{short_id}_client.key": key.read(),
                     f"ssl/{short_id}_client.pem": pem.read()}
    except OSError as e:
        raise ets.Skip(f"no openssl here: {e}") from e
    finally:
        shutil.rmtree(out)
    answer = bench.server.call("GET", "/api/security/server")[1]
    root = ssl.DER_cert_to_PEM_cert(base64.b64decode(answer["certificate"]["b64Der"]))
    files[f"ssl/{short_id}_ca.pem"] = root.encode()
    return files


@case(403, "UDP channel security, certificate")
def certificate_mode(bench):
    m = bench.power_on(files=certificate_files(bench, SHORT_ID))
    bench.server.call("PUT", "/api/security/clients/",
                      {"endpoint": bench.endpoint, "x509": True})
    m.ok(f'AT+QLWCFG="security",0,{SHORT_ID},"coaps://{LESHANS}",0,2')
    m.ok('AT+QLWCFG="server",0,300,0,60,60,0,"U"')
    bench.reg()
    equal(bench.server.client()["secure"], True, "secure")
    equal(bench.value("/3/0/0"), "Quectel", "manufacturer")


@case(2, "Client initiated bootstrap, certificate")
def certificate_bootstrap(bench):
    m = bench.power_on(files=certificate_files(bench, BS_ID))
    bench.peer.call("/certificate")
    m.ok(f'AT+QLWCFG="security",0,{BS_ID},"coaps://{ets.BOOTS}",1,2')
    log = bootstrap_and_register(bench, plain_account(bench))
    check("request X509" in log, f"{log}")


@case(950, "Registration with two servers")
def two_servers(bench):
    m = bench.power_on()
    bench.account()
    bench.account(index=1, short_id=103, uri="coap://" + ets.SECOND, life_time=600)
    mark = bench.reg()
    m.event(103, 2, 10, mark)
    check(bench.server.client(), "registered with the first")
    second = bench.peer.call("/client")
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
    observed = bench.peer.call("/observe", path="/6/0/5")
    equal(observed["status"], "CONTENT(205)", "second server's observe")
    check(events.wait(0, "NOTIFICATION", seconds=15, count=2), "the first is told twice in 15 s")
    equal(bench.peer.call("/notifications"), 0, "notifications to the second, whose pmax is 60")


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
    status(bench.peer.call("/read", path="/3/0/14"), "CONTENT(205)")
    status(bench.peer.call("/write", path="/3/0/14", value="+02:00"), "UNAUTHORIZED(401)")
    status(bench.peer.call("/read", path="/6/0/0"), "UNAUTHORIZED(401)")
    equal(bench.value("/3/0/14"), "+01:00", "what the owner wrote")
    equal(bench.value("/2/0/2"), {"103": 1}, "rights")
