"""ETS 2 and 401 to 403: PSK and certificates, resumed sessions, wrong keys."""

import base64
import shutil
import ssl
import subprocess
import tempfile

import ets
from cases_bootstrap import BS_ID, bootstrap_and_register, plain_account
from ets import KEY, LESHANS, SHORT_ID, case, check, equal


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
    files[f"ssl/{short_id}_server.pem"] = root.encode()
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
