"""What is proven on the kernel's own drivers. Each case gets a Bench; its name stands in the README."""

import device
from bench import expect, in_order, rows

CASES = []
MODEL = "BG95-M3"


def case(name):
    def take(function):
        CASES.append((name, function))
        return function
    return take


# --- find -------------------------------------------------------------------------------------------

@case("list")
def ports_are_listed(b):
    b.module()
    b.module("F7", socket=1, first=3, sim=None, kind=device.Adapter)
    ports = {r["port"]: r for r in rows(expect(b.guest.qlw("ports", "--json"), 0))}
    for number, what in enumerate(("diagnostics", "NMEA", "AT port")):
        row = ports[f"/dev/ttyUSB{number}"]
        assert (row["driver"], row["usb_id"], row["interface"]) == ("option", "2c7c:0700", number), row
        assert row["at_port"] is (number == 2) and row["what"].startswith(what), row
    adapter = ports["/dev/ttyUSB3"]
    assert (adapter["driver"], adapter["at_port"]) == ("ftdi_sio", False), adapter


@case("three-modules")
def three_at_once(b):
    serials = ("A1", "B2", "C3")
    for n, serial in enumerate(serials):
        b.module(serial, socket=n, first=3 * n)
    named = expect(b.guest.qlw("at", "AT+CGMM"), 3, "/dev/ttyUSB2", "/dev/ttyUSB5", "/dev/ttyUSB8")
    assert "/dev/ttyUSB4" not in named.err, named
    for port in (2, 5, 8):
        expect(b.guest.qlw("-p", f"/dev/ttyUSB{port}", "at", "AT+CGMM"), 0, MODEL)
    watch = b.watch("-p", "/dev/ttyUSB5")
    b.devices[0].pull()
    b.node(2, there=False)
    expect(b.guest.qlw("-p", "/dev/ttyUSB8", "at", "AT+CGMM"), 0, MODEL)
    b.devices[1].at.to_host(b'\r\n+QLWURC: "event",123,2,"REG_READY"\r\n')
    watch.await_text("REG_READY")
    assert '"down"' not in watch.text(), watch.text()


@case("twins")
def without_serial_numbers(b):
    """The lost one is not taken for its neighbour, and found in its old socket."""
    lost = b.module("", socket=0)
    b.module("", socket=1, first=3)
    watch = b.watch("-p", "/dev/ttyUSB2")
    heard = []
    b.devices[1].on_written = heard.append
    lost.pull()
    watch.await_text('"state":"down"')
    b.plug(lost)
    watch.await_text('"state":"up"', times=2)
    lost.at.to_host(b'\r\n+QLWURC: "event",101,2,"REG_READY"\r\n')
    watch.await_text("REG_READY")
    assert not heard, heard


# --- hold -------------------------------------------------------------------------------------------

def opens_at(b, baud):
    module = b.module()
    expect(b.guest.qlw("-b", str(baud), "at", "AT+CGMM"), 0, MODEL)
    lines = [s for s in module.seen if s[0] == 2]
    assert (2, "lines", True, True) in lines and lines[-1] == (2, "lines", False, False), lines
    adapter = b.module("F7", socket=1, first=3, kind=device.Adapter)
    expect(b.guest.qlw("-p", "/dev/ttyUSB3", "-b", str(baud), "at", "AT+CGMM"), 0, MODEL)
    rates = [s[1] for s in adapter.seen if s[0] == "rate"]
    assert any(abs(rate - baud) < baud * 0.03 for rate in rates), rates


@case("open-115200")
def open_115200(b):
    opens_at(b, 115200)


@case("open-921600")
def open_921600(b):
    opens_at(b, 921600)


@case("rtscts")
def hardware_flow_control(b):
    """On when asked for; otherwise off, also where another program has left it on."""
    adapter = b.module("F7", kind=device.Adapter)
    used = set()
    adapter.on_written = lambda data: used.add(adapter.flow)
    expect(b.guest.qlw("-p", "/dev/ttyUSB0", "--rtscts", "at", "AT+CGMM"), 0, MODEL)
    assert used == {"rtscts"}, used
    for left in ("crtscts", "ixon ixoff"):
        used.clear()
        expect(b.guest.sh(f"stty -F /dev/ttyUSB0 {left}; qlw -p /dev/ttyUSB0 at AT+CGMM"), 0, MODEL)
        assert used == {"none"}, (left, used)


@case("exclusive")
def second_program(b):
    b.module()
    watch = b.watch()
    expect(b.guest.qlw("at", "AT"), 3, "held by qlw (pid ")
    watch.signal("TERM")
    watch.wait()
    expect(b.guest.qlw("at", "AT+CGMM"), 0, MODEL)


@case("permission")
def not_in_the_group(b):
    b.module()
    refused = b.guest.sh("su anna -c 'qlw -p /dev/ttyUSB2 at AT'")
    expect(refused, 3, "dialout", "usermod -aG dialout anna")
    expect(b.guest.sh("su bert -c 'qlw at AT+CGMM'"), 0, MODEL)


# --- use --------------------------------------------------------------------------------------------

@case("example-4.2.2")
def factory_bootstrap(b):
    """The whole of the Note's 4.2.2, with verbs."""
    b.module()
    qlw = b.guest.qlw
    expect(qlw("set", "security", "0", "short_id=100", "bootstrap=0", "security_mode=3",
               "server_addr=coap://leshan.eclipseprojects.io:5683"), 0)
    expect(qlw("set", "server", "0", "life_time=60", "period_min=0", "period_max=50",
               "disable_time=60", "storing=1", "binding=UQS"), 0)
    done = expect(qlw("reg", "--wait", "--json"), 0)
    in_order(done.out, '"kind":"reg","err":0', '"INITIAL"', '"REG_READY"')
    expect(qlw("lifetime", "100", "60", "--json"), 0, '"REG_UPDATE"')
    expect(qlw("update", "100", "--json"), 0, '"REG_UPDATE"')
    expect(qlw("send", "100", "/19/0/0", "hello", "--wait", "--json"), 0, '"kind":"delivery"')
    done = expect(qlw("reset", "--yes", "--json"), 0)
    in_order(done.out, '"code":5', '"code":18', '"code":19', '"kind":"dereg","err":0')


@case("transfer")
def a_file_both_ways(b):
    b.module()
    b.guest.sh("dd if=/dev/urandom of=/tmp/there bs=1000 count=60")
    expect(b.guest.qlw("files", "put", "/tmp/there", "blob"), 0)
    expect(b.guest.qlw("files", "get", "blob", "/tmp/back"), 0)
    assert b.guest.sh("cmp /tmp/there /tmp/back").status == 0


@case("event-before-open")
def said_before_anyone_listens(b):
    """What the module said while its port was closed is kept by it, and not thrown away here."""
    module = b.module()
    watch = b.watch()
    module.pull()
    watch.await_text('"state":"down"')
    module.at.to_host(b'\r\n+QLWURC: "event",102,2,"REG_READY"\r\n')
    b.plug(module)
    watch.await_text("REG_READY")


@case("no-echo")
def nothing_goes_back(b):
    """A module says what it had kept as soon as someone listens. The kernel's echo is on until then,
    the first time; from then on the module hears nothing but commands."""
    module = b.module()
    heard = bytearray()
    module.on_written = heard.extend
    for _ in range(3):
        heard.clear()
        module.at.to_host(b'\r\n+QIND: "FOTA","START"\r\n' * 100)
        expect(b.guest.qlw("at", "AT+CGMM"), 0, MODEL)
    assert not [c for c in bytes(heard).split(b"\r") if c and not c.startswith(b"AT")], heard


@case("echo-variants")
def however_it_echoes(b):
    """Echo with a blank before it, that ATE0 does not end, with a line of the module's own behind it."""
    for fault in ("spaced-echo", "echo-stuck", "urc-echo"):
        module = b.module(sim=("--fault", fault))
        done = expect(b.guest.qlw("at", "AT+CGMM", "ATI"), 0, MODEL)
        assert "AT+CGMM" not in done.out.replace("AT+CGMM:", ""), (fault, done.out)
        module.pull()
        b.node(2, there=False)


@case("doctor")
def doctor_on_the_real_port(b):
    b.module()
    checks = {r["check"]: r for r in rows(b.guest.qlw("doctor", "--json", seconds=120))}
    for name in ("port", "permission", "holder", "answer", "model"):
        assert checks[name]["result"] == "ok", checks[name]
    assert MODEL in checks["model"]["evidence"], checks["model"]


@case("doctor-wrong-interface")
def doctor_on_the_nmea_port(b):
    module = b.module()
    module.nmea.to_host(b"$GPGSA,A,1,,,,,,,,,,,,,,,,*32\r\n$GPVTG,,T,,M,,N,,K,N*2C\r\n" * 4)
    found = b.guest.qlw("-p", "/dev/ttyUSB1", "doctor", "--json", seconds=120)
    expect(found, 4, '"check":"port","result":"wrong"')


@case("doctor-baud")
def doctor_finds_the_rate(b):
    """An adapter with a module at 9600: at any other rate its bytes are noise."""
    adapter = b.module("F7", kind=device.Adapter)
    answer = adapter.at.to_module
    noise = bytes((0x80 | n * 37) & 0xff for n in range(7))

    def at_its_rate(data):
        if abs(adapter.rate - 9600) < 300:
            answer(data)
        else:
            adapter.at.to_host(noise)

    adapter.at.to_module = at_its_rate
    found = b.guest.qlw("-p", "/dev/ttyUSB0", "doctor", "--json", seconds=120)
    expect(found, 7, "it answers at 9600")


# --- lose and find again ----------------------------------------------------------------------------

@case("unplug-in-command")
def pulled_while_it_works(b):
    module = b.module()
    module.on_written = lambda data: module.pull() if b"COPS=?" in data else None
    begun = b.guest.uptime()
    expect(b.guest.qlw("--timeout", "60", "at", "AT+COPS=?"), 4, "went away")
    assert b.guest.uptime() - begun < 20, "it waited for an answer that cannot come"


def pulls_after(module, n):
    """Counts bytes, and pulls the module when there were n; to be called with each block."""
    seen = [0]

    def count(data):
        seen[0] += len(data)
        if seen[0] >= n and module.plugged:
            module.pull()

    return count


@case("unplug-in-upload")
def pulled_while_it_takes_a_file(b):
    """When it is back, under another number, what it has of the file is deleted."""
    module = b.module()
    b.guest.sh("dd if=/dev/zero of=/tmp/big bs=1000 count=60")
    module.on_written = pulls_after(module, 20000)
    job = b.start("qlw", "files", "put", "/tmp/big", "big")
    b.hub.until(lambda: not module.plugged, 30, "20 kB")
    b.node(2, there=False)
    module.on_written = lambda data: None
    b.module("Z9", socket=1)
    b.plug(module, socket=2, first=3)
    status, _ = job.wait(60)
    assert status == 3 and "went away" in job.text(), (status, job.text())
    assert "big" not in expect(b.guest.qlw("-p", "/dev/ttyUSB5", "files", "ls"), 0).out


@case("unplug-in-download")
def pulled_while_it_gives_a_file(b):
    module = b.module()
    b.guest.sh("dd if=/dev/zero of=/tmp/big bs=1000 count=60")
    expect(b.guest.qlw("files", "put", "/tmp/big", "big"), 0)
    give, count = module.at.to_host, pulls_after(module, 20000)

    def give_and_count(data):
        give(data)
        count(data)

    module.at.to_host = give_and_count
    expect(b.guest.qlw("files", "get", "big", "/tmp/half"), 3, "went away")
    assert b.guest.sh("ls /tmp/half").status != 0, "half a file was left"


@case("unplug-idle")
def pulled_while_idle(b):
    """And its number is free again: the port came back under it, so it had been closed."""
    module = b.module()
    watch = b.watch()
    module.pull()
    watch.await_text('"state":"down"')
    b.node(2, there=False)
    b.plug(module)
    watch.await_text('"state":"up"', times=2)
    module.at.to_host(b'\r\n+QLWURC: "event",103,2,"REG_READY"\r\n')
    watch.await_text("REG_READY")
    in_order(watch.text(), '"up"', '"down"', '"up"', "REG_READY")


@case("replug-other-number")
def another_takes_its_name(b):
    """Back in another socket under another number; its old one belongs to a stranger meanwhile."""
    module = b.module()
    watch = b.watch()
    module.pull()
    watch.await_text('"state":"down"')
    b.node(2, there=False)
    stranger = b.module("Z9", socket=1, first=0)
    heard = []
    stranger.on_written = heard.append
    b.plug(module, socket=2, first=3)
    watch.await_text('"state":"up"', times=2)
    module.at.to_host(b'\r\n+QLWURC: "event",104,2,"REG_READY"\r\n')
    watch.await_text("REG_READY")
    assert not heard, heard


@case("replug-user")
def its_owner_comes_later(b):
    """A new node is root's alone until udev's rules have seen it: too early is not too late."""
    module = b.module()
    watch = b.watch(user="bert")
    module.pull()
    watch.await_text('"state":"down"')
    b.node(2, there=False)
    begun = b.guest.uptime()
    b.plug(module)
    watch.await_text('"state":"up"', times=2)
    b.note(f"{b.guest.uptime() - begun:.2f} s from plug to answer")


@case("console")
def the_console_stays(b):
    """Unplugged under its eyes, it says so and goes on; found again, it reads everything anew."""
    module = b.module()
    job = b.console()
    b.guest.see(MODEL)
    module.pull()
    b.guest.see("ttyUSB2 is gone")
    b.node(2, there=False)
    b.module("Z9", socket=1)
    asked = bytearray()
    module.on_written = asked.extend
    b.plug(module, socket=2, first=3)
    b.guest.see("ttyUSB5 is back")
    b.hub.until(lambda: b'AT+QLWCFG="server"' in asked, 30, "its settings being read again")
    b.guest.type("q")
    status, _ = job.wait(30)
    assert status == 0, job.text()


@case("reboot")
def restart_re_enumerates(b):
    """AT+CFUN=1,1 takes the module off the bus; the verb waits for it and for APP RDY."""
    module = b.module()
    give = module.at.to_host
    said = []

    def keep_till_it_is_back(data):
        said.append(data)
        if module.plugged and b"CFUN" in asked and b"OK\r\n" in data:
            module.pull()
        give(data)

    asked = bytearray()
    module.on_written = asked.extend
    module.at.to_host = keep_till_it_is_back
    job = b.start("qlw", "reboot", "--yes", "--json")
    b.hub.until(lambda: not module.plugged, 30, "the module's leaving the bus")
    b.node(2, there=False)
    asked.clear()
    b.plug(module)
    status, _ = job.wait(60)
    assert status == 0, job.text()


@case("calm-unplugged")
def sleeps_while_unplugged(b):
    module = b.module()
    watch = b.watch()
    module.pull()
    watch.await_text('"state":"down"')
    b.guest.sh("sleep 1")
    before, begun = watch.cpu_ms(), b.guest.uptime()
    b.guest.sh("sleep 5")
    used, over = watch.cpu_ms() - before, (b.guest.uptime() - begun) * 1000
    b.note(f"{used:.1f} ms of {over:.0f} ms")
    assert used < over / 100, f"{used:.1f} ms of {over:.0f} ms"


# --- stuck ------------------------------------------------------------------------------------------

def quits_while_stuck(b, user, signal):
    module = b.module()
    watch = b.watch(user=user)
    module.stuck = True
    watch.signal(signal)
    status, seconds = watch.wait(60)
    b.note(f"{seconds:.2f} s")
    assert status == 130, (status, watch.text())
    assert seconds < 1, f"{seconds} s"


@case("stuck")
def stuck_as_root(b):
    quits_while_stuck(b, None, "TERM")


@case("stuck-user")
def stuck_as_a_user(b):
    """Who may not shorten the kernel's wait of 30 s."""
    quits_while_stuck(b, "bert", "INT")


@case("stuck-console")
def stuck_console(b):
    module = b.module()
    job = b.console()
    b.guest.see(MODEL)
    module.stuck = True
    b.guest.type("q")
    status, seconds = job.wait(60)
    b.note(f"{seconds:.2f} s")
    assert status == 0, job.text()
    assert seconds < 1, f"{seconds} s"


@case("stuck-deaf")
def stuck_and_deaf(b):
    """Firmware that has hung: not even DTR can be lowered, which the kernel tries for 5 s."""
    module = b.module()
    watch = b.watch()
    module.stuck = module.deaf = True
    watch.signal("TERM")
    status, seconds = watch.wait(60)
    b.note(f"{seconds:.2f} s")
    assert status == 130, (status, watch.text())
    assert seconds < 1, f"{seconds} s"


@case("stuck-upload")
def stuck_with_a_full_queue(b):
    """It takes the first part of a file and no more."""
    module = b.module()
    got = [0]

    def take_some(data):
        got[0] += len(data)
        module.stuck = got[0] > 8000

    module.on_written = take_some
    b.guest.sh("dd if=/dev/zero of=/tmp/big bs=1000 count=60")
    job = b.start("qlw", "files", "put", "/tmp/big", "big")
    b.hub.until(lambda: module.stuck and module.held, 30, "a write that is not taken")
    job.signal("TERM")
    status, seconds = job.wait(60)
    b.note(f"{seconds:.2f} s")
    assert status == 130, (status, job.text())
    assert seconds < 1, f"{seconds} s"
