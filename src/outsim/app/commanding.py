"""``outsim-app``: starts the trainers' page and opens it in a browser."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator, Sequence
from types import FrameType

from outsim.errors import InputError

PORT = 8123
LOOPBACK = "127.0.0.1"
EVERYBODY = "0.0.0.0"
INTERRUPTED = 130  # what a shell gives for a process that Ctrl-C ended
PATIENCE = 3  # seconds for requests under way when it is stopped


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of ``outsim-app``."""
    given = _parser().parse_args(arguments)
    try:
        listening = listen(given.host, given.port)
    except InputError as error:
        print(f"outsim-app: {error}", file=sys.stderr)
        return 2
    address = _address(given.host, listening.getsockname()[1])
    print(f"outsim-app: {address}    (Ctrl-C stops it)", flush=True)
    if given.host == EVERYBODY:
        for other in own_addresses():
            print(f"  for others in the room: {_address(other, listening.getsockname()[1])}", flush=True)
    _serve(listening, given.host, address, browser=not given.no_open)
    return 0


def _parser() -> argparse.ArgumentParser:
    import outsim

    parser = argparse.ArgumentParser(
        prog="outsim-app",
        description="The trainers' page: change a situation, pull levers, see what is likely. Needs no network.",
    )
    parser.add_argument(
        "--port", type=int, default=None, help=f"to listen on; {PORT}, or a free one where that is taken; 0: a free one"
    )
    parser.add_argument(
        "--host",
        default=LOOPBACK,
        help="address to listen on; this machine alone by default. 0.0.0.0 shows the page to everybody on the network: "
        "it has no password",
    )
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument("--version", action="version", version=f"outsim {outsim.__version__}")
    return parser


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens.

    Args:
        host: the address.
        port: none: the usual one, or a free one where that is taken.

    Raises:
        InputError: for an address or a port that cannot be had.
    """
    if not host.strip():
        raise InputError(f"--host {host!r}: must be an address, such as {LOOPBACK}")
    if port is not None and not 0 <= port <= 65535:
        raise InputError(f"--port {port}: must be from 0 to 65535")
    for wanted in (PORT, 0) if port is None else (port,):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # or asyncio leaves Nagle on
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, wanted))
            listening.listen(128)  # browsers that come early wait
            return listening
        except OSError as error:
            listening.close()
            problem = error
    said = problem.strerror or problem
    if not port:
        raise InputError(f"cannot listen on {host}: {said}")
    raise InputError(f"cannot listen on {host} port {port}: {said}; --port 0 takes a free one")


def own_addresses() -> list[str]:
    """The addresses by which others reach this machine, as far as it knows them."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return []
    return sorted({str(place[0]) for *_, place in found if not str(place[0]).startswith("127.")})


def _address(host: str, port: int) -> str:
    shown = "localhost" if host in (LOOPBACK, EVERYBODY, "::", "::1") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


@contextlib.contextmanager
def _stopped_at_once() -> Iterator[None]:
    """Ctrl-C ends the process while much is imported, which may swallow a KeyboardInterrupt or tell of it at length."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGINT, lambda number, frame: os._exit(INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _serve(listening: socket.socket, host: str, address: str, *, browser: bool) -> None:
    with _stopped_at_once():
        import uvicorn

        from outsim.app.server import LOOPBACK as OWN_NAMES
        from outsim.app.server import application
        from outsim.app.warming import warm_up

        hosts = OWN_NAMES if host in ("127.0.0.1", "::1") else ("*",)
        config = uvicorn.Config(
            application(warm_up(), hosts),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        )
    if browser:
        threading.Timer(0.5, webbrowser.open, (address,)).start()

    class Server(uvicorn.Server):
        """One that a second Ctrl-C does not break off: it stops within seconds anyway."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if not self.should_exit:
                super().handle_exit(sig, frame)

    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listening])
