"""USB devices as the guest's drivers see them: descriptors, endpoints, and who talks behind them."""

import collections
import struct

from usbredir import (FULL_SPEED, HIGH_SPEED, SETUP, SLOTS, TRANSFER, Kind, Link, Status, slot)

VENDOR_CLASS = 0xff
IN = 0x80
BULK, INTERRUPT, ABSENT = 2, 3, 255


class Function:
    """One serial port of a device: a pair of bulk endpoints, perhaps an interrupt one. to_module(data)
    is set by whoever plays the module; to_host(data) is for him to call."""

    def __init__(self, device, number, bulk_in, bulk_out, interrupt=0):
        self.device, self.number = device, number
        self.bulk_in, self.bulk_out, self.interrupt = bulk_in, bulk_out, interrupt
        self.to_module = lambda data: None
        self.asked = collections.deque()    # reads that wait for data: (ident, length, stream)
        self.ready = bytearray()
        self.dtr = self.rts = False

    def endpoints(self):
        size = self.device.packet
        rows = [(self.bulk_in, BULK, size, 0), (self.bulk_out, BULK, size, 0)]
        return rows + [(self.interrupt, INTERRUPT, 16, 9)] if self.interrupt else rows

    def to_host(self, data):
        self.ready += data
        self.give()

    def give(self):
        while self.asked and self.ready and self.device.link:
            ident, length, stream = self.asked.popleft()
            self.device.answer(ident, self.bulk_in, stream, self.device.cut(self, length))


class Device:
    """A USB device; plug() and pull() as often as wanted. What the driver does to its lines and its
    rate stands in .seen."""

    vendor, product, version, speed, packet = 0, 0, 0, HIGH_SPEED, 512
    maker = name = ""

    def __init__(self, hub, serial):
        self.hub, self.serial = hub, serial
        self.functions = self.make_functions()
        self.link, self.seen = None, []
        self.stuck = False                  # takes no data: writes stay unanswered
        self.deaf = False                   # answers no control request either
        self.held = []
        self.on_written = lambda data: None  # each block the host wrote, before the module gets it

    def make_functions(self):
        return []

    # --- the plug ---------------------------------------------------------------------------------

    def plug(self, path):
        self.held.clear()
        for f in self.functions:
            f.asked.clear()
            f.dtr = f.rts = False
        self.link = Link(self.hub, path, self.packet_in)
        self.hub.until(lambda: self.link is None or self.link.greeted, 10, "QEMU's greeting")
        self.describe()

    def describe(self):
        def table(values):
            return bytes(values).ljust(SLOTS, b"\0")

        count = len(self.functions)
        self.link.send(Kind.INTERFACES, 0, struct.pack("<I", count),
                       table(f.number for f in self.functions), table([VENDOR_CLASS] * count),
                       table([VENDOR_CLASS] * count), table([VENDOR_CLASS] * count))
        kinds, every, owner = bytearray([ABSENT] * SLOTS), bytearray(SLOTS), bytearray(SLOTS)
        sizes = [0] * SLOTS
        for both in (slot(0), slot(IN)):
            kinds[both], sizes[both] = 0, 64
        for f in self.functions:
            for address, kind, size, interval in f.endpoints():
                at = slot(address)
                kinds[at], every[at], owner[at], sizes[at] = kind, interval, f.number, size
        self.link.send(Kind.ENDPOINTS, 0, kinds, every, owner, struct.pack(f"<{SLOTS}H", *sizes))
        self.link.send(Kind.CONNECT, 0, struct.pack("<BBBBHHH", self.speed, 0, 0, 0, self.vendor,
                                                    self.product, self.version))

    def pull(self):
        """Gone in mid-air: nothing that was asked is answered any more."""
        if self.link:
            self.link.send(Kind.DISCONNECT, 0)
            self.link.close()
        self.link = None

    @property
    def plugged(self):
        return self.link is not None

    # --- what QEMU wants --------------------------------------------------------------------------

    def packet_in(self, kind, ident, body):
        if kind is None:
            self.link = None
        elif kind == Kind.CONTROL:
            self.control(ident, body)
        elif kind == Kind.BULK:
            self.bulk(ident, body)
        elif kind == Kind.CANCEL:
            self.cancel(ident)
        elif kind in (Kind.SET_CONFIGURATION, Kind.GET_CONFIGURATION):
            self.link.send(Kind.CONFIGURATION, ident, bytes([Status.SUCCESS, 1]))
        elif kind in (Kind.SET_ALTERNATE, Kind.GET_ALTERNATE):
            self.link.send(Kind.ALTERNATE, ident, bytes([Status.SUCCESS, body[0], 0]))
        elif kind in (Kind.START_INTERRUPT, Kind.STOP_INTERRUPT):
            self.link.send(Kind.INTERRUPT_STATUS, ident, bytes([Status.SUCCESS, body[0]]))

    def answer(self, ident, endpoint, stream, data=b"", length=None, status=Status.SUCCESS):
        n = len(data) if length is None else length
        self.link.send(Kind.BULK, ident,
                       TRANSFER.pack(endpoint, status, n & 0xffff, stream, n >> 16), data)

    def bulk(self, ident, body):
        endpoint, _, low, stream, high = TRANSFER.unpack_from(body)
        length, data = low | high << 16, body[TRANSFER.size:]
        for f in self.functions:
            if endpoint == f.bulk_in:
                f.asked.append((ident, length, stream))
                f.give()
            elif endpoint == f.bulk_out and self.stuck:
                self.held.append((ident, endpoint, stream))
            elif endpoint == f.bulk_out:
                self.on_written(data)
                if self.link:
                    self.answer(ident, endpoint, stream, length=length)
                    f.to_module(data)

    def cancel(self, ident):
        for f in self.functions:
            for one in [a for a in f.asked if a[0] == ident]:
                f.asked.remove(one)
                self.answer(ident, f.bulk_in, one[2], status=Status.CANCELLED)
        for one in [h for h in self.held if h[0] == ident]:
            self.held.remove(one)
            self.answer(ident, one[1], one[2], status=Status.CANCELLED)

    def control(self, ident, body):
        endpoint, request, kind, _, value, index, length = SETUP.unpack_from(body)
        if self.deaf and kind & 0x60:
            return
        reply = self.request(kind, request, value, index, body[SETUP.size:])
        status = Status.STALL if reply is None else Status.SUCCESS
        reply = (reply or b"")[:length]
        done = len(reply) if kind & IN else length
        self.link.send(Kind.CONTROL, ident,
                       SETUP.pack(endpoint, request, kind, status, value, index, done),
                       reply if kind & IN else b"")

    def request(self, kind, request, value, index, data):
        """The reply, or None for a stall."""
        if kind & 0x60:
            return self.own_request(kind, request, value, index, data)
        if kind & IN and request == 6:
            return self.descriptor(value >> 8, value & 255)
        if kind & IN and request == 0:
            return bytes(2)
        return None if kind & IN else b""

    def own_request(self, kind, request, value, index, data):
        return None

    def cut(self, function, length):
        """What one read of the host gets."""
        data = bytes(function.ready[:length])
        del function.ready[:length]
        return data

    # --- descriptors ------------------------------------------------------------------------------

    def descriptor(self, kind, number):
        if kind == 1:
            return struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x200, 0, 0, 0, 64, self.vendor,
                               self.product, self.version, 1, 2, 3 if self.serial else 0, 1)
        if kind == 2:
            return self.configuration()
        if kind == 3 and number == 0:
            return struct.pack("<BBH", 4, 3, 0x409)
        if kind == 3 and number <= 3:
            text = (self.maker, self.name, self.serial)[number - 1].encode("utf-16-le")
            return bytes([2 + len(text), 3]) + text
        return None

    def configuration(self):
        parts = b""
        for f in self.functions:
            rows = f.endpoints()
            parts += bytes([9, 4, f.number, 0, len(rows)] + [VENDOR_CLASS] * 3 + [0])
            for address, kind, size, interval in rows:
                parts += struct.pack("<BBBBHB", 7, 5, address, kind, size, interval)
        return struct.pack("<BBHBBBBB", 9, 2, 9 + len(parts), len(self.functions), 1, 0, 0x80,
                           250) + parts


class Module(Device):
    """BG95, BG77, BG600L-M3: diagnostics, NMEA and AT port. The layout of endpoints is made up; that
    interface 2 is the AT port is not."""

    vendor, product = 0x2c7c, 0x0700
    maker, name = "Quectel", "LPWA Module"

    def make_functions(self):
        return [Function(self, 0, 0x81, 0x01), Function(self, 1, 0x82, 0x02, 0x86),
                Function(self, 2, 0x83, 0x03, 0x87)]

    @property
    def nmea(self):
        return self.functions[1]

    @property
    def at(self):
        return self.functions[2]

    def own_request(self, kind, request, value, index, data):
        """The driver sets DTR and RTS the way CDC devices have it (SET_CONTROL_LINE_STATE)."""
        if kind != 0x21 or request != 0x22:
            return None
        for f in self.functions:
            if f.number == index:
                f.dtr, f.rts = bool(value & 1), bool(value & 2)
                self.seen.append((index, "lines", f.dtr, f.rts))
        return b""


class Adapter(Device):
    """A USB UART adapter of FTDI's (FT232R): the one driver here that tells its device the rate."""

    vendor, product, version = 0x0403, 0x6001, 0x0600
    speed, packet = FULL_SPEED, 64
    maker, name = "FTDI", "FT232R USB UART"
    CLOCK = 3000000
    EIGHTHS = (0, 4, 2, 1, 3, 5, 6, 7)      # of the divisor, by its code in bits 14 to 16

    def make_functions(self):
        self.rate, self.flow = 0, "none"
        return [Function(self, 0, 0x81, 0x02)]

    @property
    def at(self):
        return self.functions[0]

    def own_request(self, kind, request, value, index, data):
        if kind == 0xc0:
            return {5: b"\x31\x60", 10: b"\x10", 0x90: b"\xff\xff"}.get(request)
        if kind == 0x40 and request == 2:
            self.flow = {0: "none", 1: "rtscts", 4: "xonxoff"}.get(index >> 8, "other")
        if kind == 0x40 and request == 3:
            self.set_rate(value | (index & 0x100) << 8)
        return b"" if kind == 0x40 else None

    def set_rate(self, code):
        whole = (code & 0x3fff) + self.EIGHTHS[code >> 14 & 7] / 8
        special = {0: self.CLOCK, 1: self.CLOCK * 2 // 3}
        self.rate = special.get(code) or round(self.CLOCK / whole)
        self.seen.append(("rate", self.rate))

    def cut(self, function, length):
        """Each packet to the host begins with two bytes of status."""
        out = b""
        while function.ready and length - len(out) >= self.packet:
            out += b"\x31\x60" + bytes(function.ready[:self.packet - 2])
            del function.ready[:self.packet - 2]
        return out
