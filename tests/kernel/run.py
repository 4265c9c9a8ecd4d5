#!/usr/bin/env python3
"""Real ports on the distribution's own kernel, in a virtual machine: qlw inside, the USB device and the
simulated module behind it outside.

    run.py --qlw PROGRAM --sim PROGRAM --cache DIRECTORY [--only NAME[,NAME]…] [--list]

The last line counts. Exit 0 unless a case failed; what cannot be had here is skipped, and said."""

import argparse
import os
import platform
import shutil
import signal
import sys
import time
import traceback

import guest as guests
import image
import proven
from bench import Bench
from cases import CASES
from hub import Hub

HERE = os.path.dirname(os.path.abspath(__file__))
DEPS = os.path.join(HERE, "..", "lib", "deps.sh")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--qlw")
    parser.add_argument("--sim")
    parser.add_argument("--cache")
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def where(error):
    """The line of the case that failed."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith("cases.py")]
    return f"cases.py:{frames[-1].lineno}: " if frames else ""


def tell(name, result, seconds, text=""):
    took = f" ({seconds:.1f} s)" if result != "skipped" else ""
    print(f"{result:8}{name}{took}{': ' if text else ''}{text}", flush=True)


def run_case(hub, guest, options, name, function):
    begun, bench = time.monotonic(), Bench(hub, guest, options.sim)
    result, text = "passed", ""
    try:
        try:
            function(bench)
        finally:
            bench.close()
    except Exception as e:  # whatever it is, this case failed and the others go on
        result, text = "FAILED", where(e) + (str(e) or type(e).__name__)
    tell(name, result, time.monotonic() - begun, text or ", ".join(bench.notes))
    return result


def run_all(cases, options):
    if platform.machine() != "x86_64":
        raise image.Missing("this is no x86_64")
    if not shutil.which(guests.QEMU):
        raise image.Missing(f"no {guests.QEMU}")
    if not guests.has_redirection():
        raise image.Missing(f"{guests.QEMU} without usb-redir")
    begun = time.monotonic()
    kernel, initramfs, version = image.build(options.cache, {"qlw": options.qlw}, DEPS)
    hub = Hub()
    guest = guests.Guest(hub, kernel, initramfs)
    try:
        guest.boot()
        print(f"kernel: {version}, up after {time.monotonic() - begun:.1f} s", flush=True)
        return [run_case(hub, guest, options, *case) for case in cases]
    finally:
        guest.close()


def main():
    options = arguments()
    only = set(filter(None, options.only.split(",")))
    cases = [c for c in CASES if not only or c[0] in only]
    if options.list:
        print("\n".join(name for name, _ in cases))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    untrue = proven.untrue([name for name, _ in CASES])
    for line in untrue:
        print("README.md: " + line)
    try:
        results = run_all(cases, options)
    except image.Missing as e:
        print(f"kernel: not to be had here ({e}); nothing is tested")
        results = ["skipped"] * len(cases)
        for name, _ in cases:
            tell(name, "skipped", 0)
    count = {each: results.count(each) for each in ("passed", "FAILED", "skipped")}
    print(f"{count['passed']} passed, {count['FAILED']} failed, {count['skipped']} skipped")
    return 1 if count["FAILED"] or untrue else 0


if __name__ == "__main__":
    sys.exit(main())
