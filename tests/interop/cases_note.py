"""Chapter 4 of the Note, word for word, with Leshan as the server: same answers, same URCs, same
order. What the Note prints wrongly is put right: the short ID of the "security" query, the capitals
of DEREG_FINISH."""

import threading

from cases_bootstrap import keyed_account
from ets import KEY, LESHAN, LESHANS, case, check, equal, module

BOOTSTRAP = """AT+QLWCFG="security",0,111,"coaps://leshan.eclipseprojects.io:5784",1,0,\
"urn:imei:864475040090705","313233343536373839"
OK
AT+QLWCFG="security"
+QLWCFG: "security",0,111,"coaps://leshan.eclipseprojects.io:5784",1,0
OK
AT+QLWCFG="server",0,60,0,50,60,1,"UQS"
OK
AT+QLWCFG="server"
+QLWCFG: "server",0,60,0,50,60,1,"UQS"
OK
AT+QLWSVC="reg"
OK
+QLWREG: 0
+QLWURC: "event",111,6,"BS_START"
+QLWURC: "event",111,9,"BS_FINISH"
+QLWURC: "event",123,0,"INITIAL"
+QLWURC: "event",123,2,"REG_READY"
AT+QLWSVC="lifetime",123,60
OK
+QLWURC: "event",123,16,"REG_UPDATE"
AT+QLWSVC="update",123,0
OK
+QLWURC: "event",123,16,"REG_UPDATE"
AT+QLWCFG="device","Quectel","BG95-M3","R2.1","04","BG95M3LAR02A04","Quectel_BG95"
OK
AT+QLWSVC="dereg"
OK
+QLWURC: "event",123,19,"DEREG_FINISH"
+QLWDEREG: 0
"""
FACTORY = """AT+QLWCFG="security",0,100,"coap://leshan.eclipseprojects.io:5683",0,3
OK
AT+QLWCFG="server",0,60,0,50,60,1,"UQS"
OK
AT+QLWSVC="reg"
OK
+QLWREG: 0
+QLWURC: "event",100,0,"INITIAL"
+QLWURC: "event",100,2,"REG_READY"
AT+QLWSVC="lifetime",100,60
OK
+QLWURC: "event",100,16,"REG_UPDATE"
AT+QLWSVC="update",100,0
OK
+QLWURC: "event",100,16,"REG_UPDATE"
AT+QLWSVC="dereg",1
OK
+QLWURC: "event",0,5,"FACTORY_RESET"
+QLWURC: "event",100,18,"DEREG_START"
+QLWURC: "event",100,19,"DEREG_FINISH"
+QLWDEREG: 0
"""
INI = """{"bn":"/0/1/",
   "e":[
       {"n":"0","sv":"%s"},
       {"n":"1","bv":false},
       {"n":"2","v":%d},
       {"n":"10","v":102
       }]}
{"bn":"/1/1/",
   "e":[
       {"n":"0","v":102},
       {"n":"1","v":50000},
       {"n":"2","v":1},
       {"n":"3","v":60},
       {"n":"5","v":86400},
       {"n":"6","bv":true},
       {"n":"7","sv":"UQS"
       }]}
"""
STARTED = ['+QLWURC: "event",102,0,"INITIAL"', '+QLWURC: "event",102,2,"REG_READY"']


def factory_module(bench, **settings):
    bench.module = module.Module(bench.program, bench.names, **settings).start()
    bench.be("urn:imei:" + module.IMEI)
    return bench.module


def play(m, example):
    """Sends the example's commands; every line between them must come, and no other."""
    at = m.mark()
    lines = example.splitlines()
    for i, line in enumerate(lines):
        if line.startswith("AT"):
            m.command(line)
            continue
        if at >= m.mark():
            m.wait(r".*", 60, at)
        check(at < m.mark(), f"line {i + 1} of the example, {line!r}, does not come")
        equal(m.lines[at], line, f"line {i + 1} of the example")
        at += 1
    equal(m.lines[at:], [], "lines behind the example")


ALONE = threading.Lock()


def example(number, title):
    """An example of the Note. All have one endpoint name, the IMEI's: one at a time."""
    def add(function):
        def run(bench):
            with ALONE:
                try:
                    function(bench)
                finally:
                    bench.close()
                    bench.server.drop_key()
        return case(number, title)(run)
    return add


def start_from_files(bench, uri, mode, **more):
    files = {"bootstrap.ini": (INI % (uri, mode)).encode(), "lwm2m_app_autostart": b""}
    files.update(more)
    m = factory_module(bench, files=files)
    m.event(102, 2, 15)
    urcs = [line for line in m.lines if line.startswith("+QLW")]
    equal(urcs, STARTED, "URCs")
    equal(bench.server.client()["lifetime"], 50000, "lifetime")


@example("Note 4.1", "Example: factory bootstrap by files, without security")
def factory_files(bench):
    start_from_files(bench, "coap://" + LESHAN, 3)


@example("Note 4.1 PSK", "Example: factory bootstrap by files, PSK")
def factory_files_psk(bench):
    bench.be("urn:imei:" + module.IMEI)
    bench.server.set_key(bench.endpoint, KEY)
    psk = f"|{bench.endpoint}|:{KEY}".encode()
    start_from_files(bench, "coaps://" + LESHANS, 0, **{"ssl/102_server.psk": psk})
    equal(bench.server.client()["secure"], True, "secure")


@example("Note 4.2.1", "Example: bootstrap by AT+QLWCFG, PSK; the short ID becomes the given one")
def bootstrap_psk(bench):
    m = factory_module(bench)
    bench.peer.key(bench.endpoint, KEY)
    bench.server.set_key(bench.endpoint, KEY)
    bench.peer.bootstrap(keyed_account(bench))
    play(m, BOOTSTRAP)
    check(not bench.server.client(), "deregistered")


@example("Note 4.2.2", "Example: factory bootstrap by AT+QLWCFG")
def factory(bench):
    play(factory_module(bench), FACTORY)
    check(not bench.server.client(), "deregistered")
