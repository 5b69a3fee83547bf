"""The loopback web address by which the demo page and tests look at virtual devices and press their keys.

| request | what |
|---|---|
| GET /printer | faults, paper left, number of the newest job |
| GET /printer/jobs?last=12 | jobs, newest last, all or the last few: number, instant, text, QR codes, links |
| GET /printer/jobs/N.png, N.bin | picture and bytes of one job |
| GET /led | what every window bar shows |
| GET /caller | what every pad and evaluator shows |
| POST /printer/fault?name=paper_out | have a fault; `none` ends it; several with commas |
| POST /keypad/A/press?key=call_next | press a key of the pad at address A; `key=6` is digit 6 and OK |
| POST /evaluator/A/press?key=N | press key N (from 0) of the evaluator at address A |

Only virtual devices can be reached, but a web page from elsewhere must not press them: other hosts and foreign
origins are refused.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from device_drivers.caller_bus.codec import Key
from device_drivers.escpos.twin import PrintedJob
from device_drivers.twins.stand import DeviceStand

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the asker."""

    status: HTTPStatus
    body: bytes
    kind: str = "application/json"


class RefusedError(Exception):
    """The request cannot be done; the message says why."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


def _json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Reply:
    return Reply(status, json.dumps(value, ensure_ascii=False).encode())


def _job(stand: DeviceStand, number: str) -> PrintedJob:
    for job in stand.jobs:
        if job.number == int(number):
            return job
    raise RefusedError(HTTPStatus.NOT_FOUND, f"no job {number}")


def _printer(stand: DeviceStand, _: Mapping[str, str]) -> Reply:
    jobs = stand.jobs
    return _json(
        {
            "faults": [fault.code for fault in stand.printer.faults],
            "paper_mm": stand.printer.paper_mm,
            "newest": jobs[-1].number if jobs else None,
        }
    )


def _jobs(stand: DeviceStand, query: Mapping[str, str]) -> Reply:
    last = query.get("last", "")
    if not re.fullmatch("[0-9]{0,6}", last):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "last is a number of jobs")
    jobs = stand.jobs
    return _json(
        {
            "jobs": [
                {
                    "number": job.number,
                    "at": job.at,
                    "text": job.page.lines,
                    "qr": job.page.qr_codes,
                    "picture": f"/printer/jobs/{job.number}.png",
                    "bytes": f"/printer/jobs/{job.number}.bin",
                }
                for job in jobs[max(0, len(jobs) - int(last or len(jobs))) :]
            ]
        }
    )


def _job_picture(stand: DeviceStand, _: Mapping[str, str], number: str) -> Reply:
    return Reply(HTTPStatus.OK, _job(stand, number).page.png, "image/png")


def _job_bytes(stand: DeviceStand, _: Mapping[str, str], number: str) -> Reply:
    return Reply(HTTPStatus.OK, _job(stand, number).data, "application/octet-stream")


def _led(stand: DeviceStand, _: Mapping[str, str]) -> Reply:
    return _json(
        {
            "bars": [
                {
                    "address": face.address,
                    "text": face.text,
                    "colour": face.colour.name.lower(),
                    "mode": face.mode.name.lower(),
                    "on": face.on,
                    "at": face.at,
                }
                for face in stand.led.faces
            ]
        }
    )


def _caller(stand: DeviceStand, _: Mapping[str, str]) -> Reply:
    return _json(
        {
            "keypads": [asdict(face) for face in stand.caller.pads],
            "evaluators": [asdict(face) for face in stand.caller.evaluators],
        }
    )


def _set_fault(stand: DeviceStand, query: Mapping[str, str]) -> Reply:
    names = [name for name in query.get("name", "").split(",") if name]
    if not names:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "name the fault, or none")
    try:
        stand.printer.set_faults(*([] if names == ["none"] else names))
    except KeyError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, f"no fault {error}") from error
    return _printer(stand, query)


def _press_keypad(stand: DeviceStand, query: Mapping[str, str], address: str) -> Reply:
    key = query.get("key", "")
    try:
        if re.fullmatch("[0-9]", key):
            return _pressed(stand.caller.enter_digit(int(address), int(key)))
        return _pressed(stand.caller.press_key(int(address), Key(key)))
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, f"key is a digit or one of {', '.join(Key)}") from error
    except KeyError as error:
        raise RefusedError(HTTPStatus.NOT_FOUND, f"no key pad {address}") from error


def _press_evaluator(stand: DeviceStand, query: Mapping[str, str], address: str) -> Reply:
    key = query.get("key", "")
    if not re.fullmatch("[0-9]", key):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "key is a digit, counted from 0")
    try:
        if not stand.caller.evaluator(int(address)).open:
            raise RefusedError(HTTPStatus.CONFLICT, "the evaluator has not been opened")
        return _pressed(stand.caller.press_evaluator(int(address), int(key)))
    except KeyError as error:
        raise RefusedError(HTTPStatus.NOT_FOUND, f"no evaluator {address}") from error


def _pressed(acknowledged: bool) -> Reply:
    status = HTTPStatus.OK if acknowledged else HTTPStatus.GATEWAY_TIMEOUT
    return _json({"acknowledged": acknowledged}, status)


_ROUTES: tuple[tuple[str, str, Callable[..., Reply]], ...] = (
    ("GET", r"/printer", _printer),
    ("GET", r"/printer/jobs", _jobs),
    ("GET", r"/printer/jobs/([0-9]{1,9})\.png", _job_picture),
    ("GET", r"/printer/jobs/([0-9]{1,9})\.bin", _job_bytes),
    ("GET", r"/led", _led),
    ("GET", r"/caller", _caller),
    ("POST", r"/printer/fault", _set_fault),
    ("POST", r"/keypad/([0-9]{1,3})/press", _press_keypad),
    ("POST", r"/evaluator/([0-9]{1,3})/press", _press_evaluator),
)


def answer(stand: DeviceStand, method: str, target: str) -> Reply:
    """What a request comes to; refusals are replies too."""
    url = urlsplit(target)
    query = dict(parse_qsl(url.query))
    for verb, pattern, route in _ROUTES:
        match = re.fullmatch(pattern, url.path)
        if match and verb == method:
            try:
                return route(stand, query, *match.groups())
            except RefusedError as error:
                return _json({"error": str(error)}, error.status)
    return _json({"error": "nothing here"}, HTTPStatus.NOT_FOUND)


class ControlServer:
    """The web address, on loopback, until `close`."""

    def __init__(self, stand: DeviceStand, port: int = 0, allowed_origin: str | None = None) -> None:
        """Listen at once; port 0 takes any free one. Raises OSError when the port is taken.

        `allowed_origin` is the one other origin whose pages may ask, such as `http://127.0.0.1:8800`.
        """

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._reply("GET")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self._reply("POST")

            def _reply(self, method: str) -> None:
                host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
                origin = self.headers.get("Origin")
                own = f"http://{self.headers.get('Host')}"
                if host not in _LOOPBACK or origin not in (None, own, allowed_origin):
                    reply = _json({"error": "not from here"}, HTTPStatus.FORBIDDEN)
                else:
                    reply = answer(stand, method, self.path)
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(reply.body)))
                self.send_header("Cache-Control", "no-store")
                if origin is not None and origin == allowed_origin:
                    self.send_header("Access-Control-Allow-Origin", origin)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the demo page asks every second."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="twin-control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
