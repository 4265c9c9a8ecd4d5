"""The usb-redir protocol from the side that has the device: packets in and out of one socket.

QEMU's usb-redir is the other side. Written from the protocol's description (usbredirproto, 0.7)."""

import enum
import socket
import struct
import time


class Kind(enum.IntEnum):
    HELLO = 0
    CONNECT = 1
    DISCONNECT = 2
    RESET = 3
    INTERFACES = 4
    ENDPOINTS = 5
    SET_CONFIGURATION = 6
    GET_CONFIGURATION = 7
    CONFIGURATION = 8
    SET_ALTERNATE = 9
    GET_ALTERNATE = 10
    ALTERNATE = 11
    START_INTERRUPT = 15
    STOP_INTERRUPT = 16
    INTERRUPT_STATUS = 17
    CANCEL = 21
    DISCONNECT_ACK = 24
    CONTROL = 100
    BULK = 101
    INTERRUPT = 103


class Status(enum.IntEnum):
    SUCCESS = 0
    CANCELLED = 1
    STALL = 4


# Offered to QEMU; without the last three its xHCI takes no device.
CAPABILITIES = sum(1 << bit for bit in (
    1,    # the device's version stands in CONNECT
    3,    # DISCONNECT is acknowledged
    4,    # ENDPOINTS has packet sizes
    5,    # ids have 64 bits
    6,    # bulk lengths have 32 bits
))

TRANSFER = struct.Struct("<BBHIH")      # bulk: endpoint, status, length, stream, length's upper half
SETUP = struct.Struct("<BBBBHHH")       # control: endpoint, request, type, status, value, index, length
HIGH_SPEED, FULL_SPEED = 2, 1
SLOTS = 32                              # endpoints and interfaces in the tables below


def slot(endpoint):
    return endpoint & 15 | (endpoint & 0x80) >> 3


class Link:
    """A device's connection to one usb-redir of QEMU. on_packet(kind, ident, body) is called in hub
    turns; on_packet(None, 0, b"") at the end."""

    def __init__(self, hub, path, on_packet):
        self.hub, self.on_packet = hub, on_packet
        self.greeted, self.bytes = False, b""
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(20)
        hub.add(self.socket, self.take)
        hello = b"qlw's module".ljust(64, b"\0") + struct.pack("<I", CAPABILITIES)
        self.socket.sendall(struct.pack("<III", Kind.HELLO, len(hello), 0) + hello)

    def send(self, kind, ident, *parts):
        body = b"".join(parts)
        try:
            self.socket.sendall(struct.pack("<IIQ", kind, len(body), ident) + body)
        except OSError:
            self.close()

    def close(self):
        self.hub.remove(self.socket)
        self.socket.close()

    def take(self, data):
        if not data:
            self.on_packet(None, 0, b"")
            return
        self.bytes += data
        while self.take_packet():
            pass

    def take_packet(self):
        """The hello has ids of 32 bits, all that follows of 64."""
        header = struct.Struct("<IIQ" if self.greeted else "<III")
        if len(self.bytes) < header.size:
            return False
        kind, length, ident = header.unpack_from(self.bytes)
        end = header.size + length
        if len(self.bytes) < end:
            return False
        body, self.bytes = self.bytes[header.size:end], self.bytes[end:]
        self.greeted = True
        self.on_packet(kind, ident, body)
        return True


def wait_for_socket(path, seconds=10):
    end = time.monotonic() + seconds
    while True:
        probe = socket.socket(socket.AF_UNIX)
        try:
            probe.connect(path)
            return probe
        except OSError:
            probe.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
