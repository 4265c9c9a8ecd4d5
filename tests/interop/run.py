#!/usr/bin/env python3
"""Runs the simulated module against Eclipse Leshan's servers, case by case.

    run.py --sim PROGRAM --cache DIRECTORY [--jobs N] [--only NUMBER[,NUMBER]…] [--list]

The last line counts. Exit 0 unless a case failed; without servers all are skipped."""

import argparse
import concurrent.futures
import os
import re
import signal
import sys
import time
import traceback

import deadline
import ets
import servers as leshan
import cases_bootstrap, cases_registration, cases_security, cases_servers  # noqa: E401,F401
import cases_management, cases_formats, cases_reporting, cases_objects     # noqa: E401,F401
import cases_firmware, cases_note, cases_reporting_1_1                     # noqa: E401,F401


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sim", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--jobs", type=int, default=6)
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def order(number):
    parts = re.split("[. ]", number)
    return [int(part) if part.isdigit() else 10000 for part in parts]


def where(error):
    """The line of the case that failed."""
    frames = [f for f in traceback.extract_tb(error.__traceback__)
              if os.path.basename(f.filename).startswith("cases_")]
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}: " if frames else ""


def run(case, servers, program):
    number, title, _, function = case
    bench, start = ets.Bench(servers, program), time.monotonic()
    try:
        function(bench)
        result, why = "passed", ""
    except ets.Skip as e:
        result, why = "skipped", str(e)
    except Exception as e:  # whatever it is, this case failed and the others go on
        result, why = "FAILED", where(e) + (str(e) or type(e).__name__)
        if bench.module:
            why += f"\n        module: {bench.module.lines[-8:]}"
            if bench.module.process:
                why += "\n        " + bench.module.tail()[-900:].replace("\n", "\n        ")
    finally:
        bench.close()
    return number, title, result, why, time.monotonic() - start


def tell(outcome):
    number, title, result, why, seconds = outcome
    took = f" ({seconds:.1f} s)" if result != "skipped" else ""
    print(f"{result:8}{number:>9}  {title}{took}{': ' if why else ''}{why}", flush=True)


def run_all(cases, servers, options):
    slow_first = sorted(cases, key=lambda c: not c[2])
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        pending = [pool.submit(run, c, servers, options.sim) for c in slow_first]
        try:
            return [p.result() for p in pending]
        except BaseException:
            deadline.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def main():
    options = arguments()
    only = set(filter(None, options.only.split(",")))
    cases = sorted((c for c in ets.CASES if not only or c[0] in only), key=lambda c: order(c[0]))
    skips = [(n, title, "skipped", why, 0) for n, title, why in ets.SKIPS if not only or n in only]
    if options.list:
        for number, title, *_ in cases + skips:
            print(f"{number:>9}  {title}")
        return 0
    options.sim = os.path.abspath(options.sim)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    servers = leshan.Servers(os.path.abspath(options.cache))
    try:
        try:
            servers.start()
            outcomes = run_all(cases, servers, options)
        except leshan.Unavailable as e:
            print(f"interop: no Leshan servers here ({e}); nothing is tested")
            outcomes = [(n, title, "skipped", "no servers", 0) for n, title, *_ in cases]
    finally:
        servers.stop()
    outcomes = sorted(outcomes + skips, key=lambda o: order(o[0]))
    for outcome in outcomes:
        tell(outcome)
    count = {each: sum(o[2] == each for o in outcomes) for each in ("passed", "FAILED", "skipped")}
    print(f"{count['passed']} passed, {count['FAILED']} failed, {count['skipped']} skipped")
    return 1 if count["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
