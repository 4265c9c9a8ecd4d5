"""Leshan's side as the tests see it: the demo server's REST interface and event stream, and the
peer's HTTP. Knows nothing of the module."""

import http.client
import json
import threading
import time
import urllib.parse

from deadline import PATIENCE, Deadline


class Server:
    """REST of the demo server, for one endpoint."""

    def __init__(self, servers, endpoint):
        self.port, self.endpoint = servers.http, endpoint

    def call(self, method, path, body=None, **query):
        """(HTTP status, body parsed from JSON, or as it is when it is none)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if query:
            path += "?" + urllib.parse.urlencode(query)
        headers = {"Content-Type": "application/json"}
        data = json.dumps(body) if body is not None else None
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError:
            return answer.status, text

    def client(self):
        """The registration as the server has it; None without one."""
        status, body = self.call("GET", "/api/clients/" + self.endpoint)
        return body if status == 200 else None

    def ask(self, method, path, body=None, **query):
        """A request to the client: its answer, {"status": "CONTENT(205)", …}."""
        query.setdefault("timeout", 30)
        query = {name: value for name, value in query.items() if value is not None}
        status, answer = self.call(method, f"/api/clients/{self.endpoint}{path}", body, **query)
        return answer if isinstance(answer, dict) else {"status": f"HTTP {status}: {answer}"}

    def read(self, path, form="TLV"):
        return self.ask("GET", path, format=form)

    def discover(self, path):
        answer = self.ask("GET", path + "/discover")
        return {link["url"]: link["attributes"] for link in answer.get("objectLinks", [])}

    def write(self, path, value, form="TLV"):
        """A resource."""
        return self.ask("PUT", path, {"id": last(path), "value": value}, format=form)

    def write_values(self, path, values, form="TLV"):
        """A multiple resource, values by resource instance."""
        return self.ask("PUT", path, {"id": last(path), "values": values}, format=form)

    def write_instance(self, path, resources, replace, form="TLV"):
        body = {"id": last(path), "resources": resources}
        return self.ask("PUT", path, body, format=form, replace="true" if replace else "false")

    def create(self, path, instance, resources, form="TLV"):
        return self.ask("POST", path, {"id": instance, "resources": resources}, format=form)

    def delete(self, path):
        return self.ask("DELETE", path)

    def execute(self, path):
        return self.ask("POST", path)

    def attributes(self, path, **values):
        return self.ask("PUT", path + "/attributes", timeout=None, **values)

    def observe(self, path, form="TLV"):
        return self.ask("POST", path + "/observe", format=form)

    def cancel(self, path, active=False):
        query = {"active": "true"} if active else {}
        return self.call("DELETE", f"/api/clients/{self.endpoint}{path}/observe", **query)

    def set_key(self, identity, key):
        body = {"endpoint": self.endpoint, "psk": {"identity": identity, "key": key}}
        return self.call("PUT", "/api/security/clients/", body)

    def drop_key(self):
        return self.call("DELETE", "/api/security/clients/" + self.endpoint)


def last(path):
    return int(path.rstrip("/").rsplit("/", 1)[1])


class Events:
    """The event stream of one endpoint, read by a thread; what came stays and can be waited for."""

    def __init__(self, servers, endpoint):
        self.seen, self.changed = [], threading.Condition()
        self.connection = http.client.HTTPConnection("127.0.0.1", servers.http, timeout=120)
        self.connection.request("GET", "/api/event?" + urllib.parse.urlencode({"ep": endpoint}),
                                headers={"Accept": "text/event-stream"})
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            raise RuntimeError(f"event stream: HTTP {self.answer.status}")
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        kind = None
        try:
            for raw in self.answer:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:") and kind:
                    self.add(kind, line[5:].strip())
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass

    def add(self, kind, text):
        try:
            data = json.loads(text)
        except ValueError:
            data = text
        with self.changed:
            self.seen.append((kind, data, time.monotonic()))
            self.changed.notify_all()

    def mark(self):
        """Where the stream is now; wait() and count() look behind it."""
        with self.changed:
            return len(self.seen)

    def after(self, mark, kind, match=None):
        with self.changed:
            return [(data, at) for k, data, at in self.seen[mark:]
                    if k == kind and (match is None or match(data))]

    def wait(self, mark, kind, match=None, seconds=10, count=1):
        """The first count such events behind mark, as (data, time); None when they do not come."""
        end = Deadline(seconds * PATIENCE)
        while True:
            found = self.after(mark, kind, match)
            if len(found) >= count:
                return found[:count]
            if end.over():
                return None
            with self.changed:
                self.changed.wait(end.slice(0.2))

    def close(self):
        try:
            self.connection.sock.close()
        except (AttributeError, OSError):
            pass


class Peer:
    """A server of ours: the bootstrap server with the firmware images, or the second management
    server."""

    def __init__(self, port, endpoint):
        self.port, self.endpoint = port, endpoint

    def call(self, url, body=None, **query):
        query["ep"] = self.endpoint
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", url + "?" + urllib.parse.urlencode(query),
                           json.dumps(body) if body is not None else None)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        if answer.status != 200:
            return {"status": f"HTTP {answer.status}: {text}"}
        return json.loads(text)

    def bootstrap(self, config, ask=()):
        """What this endpoint gets: requests "discover /" or "read /1/0" first, then a
        BootstrapConfig of Leshan's."""
        return self.call("/bootstrap", {"config": config, "ask": list(ask)})

    def key(self, identity, key):
        return self.call("/key", identity=identity, key=key)

    def log(self):
        """What the bootstrap server did, a line each, since bootstrap() was called."""
        return self.call("/log")

    def wait(self, line, seconds=10):
        """The log once a line of it starts so; None when none does."""
        end = Deadline(seconds * PATIENCE)
        while not end.over():
            log = self.log()
            if any(each.startswith(line) for each in log):
                return log
            time.sleep(end.slice(0.05))
        return None
