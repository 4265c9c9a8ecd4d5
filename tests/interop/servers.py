"""Leshan's servers: fetched, compiled, started on free loopback ports, and stopped again."""

import glob
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from deadline import Deadline

HERE = os.path.dirname(os.path.abspath(__file__))
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
DEMO = "org.eclipse.leshan.server.demo.LeshanServerDemo"
FETCH_SECONDS = 240
READY_SECONDS = 150


class Unavailable(Exception):
    """The servers cannot be had or do not start; the reason is for a person."""


def call(command, seconds, what):
    try:
        done = subprocess.run(command, timeout=seconds, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    except (OSError, subprocess.TimeoutExpired) as e:
        raise Unavailable(f"{what}: {e}") from e
    if done.returncode:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
        lines = [line for line in plain.splitlines() if line.strip()]
        raise Unavailable(f"{what}: {lines[0] if lines else done.returncode}")


def fetch(cache, name, pom):
    """The jars that a pom lists in cache/name, from Maven Central unless they are there already."""
    jars, stamp = os.path.join(cache, name), os.path.join(cache, name + ".xml")
    pom = os.path.join(HERE, pom)
    with open(pom, encoding="utf-8") as f:
        wanted = f.read()
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as f:
            if f.read() == wanted:
                return jars
    if not shutil.which("mvn"):
        raise Unavailable("there is no mvn")
    shutil.rmtree(jars, ignore_errors=True)
    os.makedirs(cache, exist_ok=True)
    call(["nice", "mvn", "-q", "-B", "-f", pom, PLUGIN, "-DoutputDirectory=" + jars],
         FETCH_SECONDS, "Maven Central")
    shutil.copyfile(pom, stamp)
    return jars


def build(cache, name, jars, entry):
    """Compiles the programs of a folder beside this file."""
    classes, sources = os.path.join(cache, name), os.path.join(HERE, name)
    if not shutil.which("javac"):
        raise Unavailable("there is no javac")
    files = sorted(glob.glob(os.path.join(sources, "*.java")))
    main = os.path.join(classes, entry + ".class")
    if os.path.exists(main) and all(os.path.getmtime(f) < os.path.getmtime(main) for f in files):
        return classes
    os.makedirs(classes, exist_ok=True)
    call(["nice", "javac", "-nowarn", "-d", classes, "-cp", os.path.join(jars, "*")] + files,
         120, "javac")
    return classes


def free_ports(count):
    """Ports free for TCP and UDP at the time of asking, all different."""
    held, ports = [], []
    while len(ports) < count:
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        held += [tcp, udp]
        tcp.bind(("127.0.0.1", 0))
        port = tcp.getsockname()[1]
        try:
            udp.bind(("127.0.0.1", port))
        except OSError:
            continue
        ports.append(port)
    for each in held:
        each.close()
    return ports


class Servers:
    """The Java processes. Ports: coap, coaps, http of the demo server; peer_http, bs, bss (DTLS),
    images of the bootstrap server; second_http, second of the other management server."""

    def __init__(self, cache):
        self.cache = cache
        self.running = []
        # the demo server keeps credentials, Californium its settings, where they are started
        self.home = tempfile.mkdtemp(prefix="qlw-leshan-")
        (self.coap, self.coaps, self.http, self.peer_http, self.bs, self.bss, self.images,
         self.second_http, self.second) = free_ports(9)

    def java(self, classpath, main, arguments, log):
        command = ["nice", "java", "-Xmx256m", "-XX:+UseSerialGC",
                   "--add-opens", "java.base/java.util=ALL-UNNAMED",
                   "-Dlogback.configurationFile=" + os.path.join(HERE, "logback.xml"),
                   "-cp", ":".join(classpath), main] + [str(a) for a in arguments]
        path = os.path.join(self.cache, log)
        with open(path, "wb") as out:
            process = subprocess.Popen(command, cwd=self.home, stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=subprocess.STDOUT)
        self.running.append((process, path))

    def start(self):
        if not shutil.which("java"):
            raise Unavailable("there is no java")
        jars = fetch(self.cache, "leshan", "pom.xml")
        newer = fetch(self.cache, "leshan-second", "second/pom.xml")
        classes = build(self.cache, "peer", jars, "Peer")
        second = build(self.cache, "second", newer, "Front")
        here, every = "127.0.0.1", os.path.join(jars, "*")
        self.java([every], DEMO, ["-lh", here, "-lp", self.coap, "-slh", here, "-slp", self.coaps,
                                  "-wh", here, "-wp", self.http], "demo.log")
        self.java([every, classes], "Peer", [self.peer_http, self.bs, self.bss, self.images],
                  "peer.log")
        self.java([os.path.join(newer, "*"), second], "Front", [self.second_http, self.second],
                  "second.log")
        for url in (f"{self.http}/api/clients", f"{self.peer_http}/", f"{self.second_http}/"):
            self.wait_for(f"http://{here}:{url}")

    def wait_for(self, url):
        end = Deadline(READY_SECONDS)
        while True:
            for process, log in self.running:
                if process.poll() is not None:
                    raise Unavailable(f"a server ended at its start, see {log}")
            try:
                with urllib.request.urlopen(url, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if end.over():
                    raise Unavailable(f"{url} is not ready after {READY_SECONDS} s") from None
                time.sleep(end.slice(0.1))

    def stop(self):
        for process, _ in self.running:
            process.terminate()
        for process, _ in self.running:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running = []
        shutil.rmtree(self.home, ignore_errors=True)
