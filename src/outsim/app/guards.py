"""What every answer of the server carries, and how much a request may bring: plain ASGI middleware."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 16_384  # of a request's body

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""A page from here runs its own code alone, fetches nothing from elsewhere, and is shown in no other page."""


class Guarded:
    """Adds `HEADERS`; refuses what a page from elsewhere asks, and bodies of more than `MOST_BYTES`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        headers = Headers(scope=scope)
        if not _from_here(headers):
            await JSONResponse({"problem": "pages from elsewhere may not ask"}, 403)(scope, receive, with_headers)
            return
        body = await _body(receive, headers)
        if body is None:
            problem = {"problem": f"the request is longer than {MOST_BYTES:,} bytes"}
            await JSONResponse(problem, 413)(scope, receive, with_headers)
            return
        await self._app(scope, _again(body, receive), with_headers)


def _from_here(headers: Headers) -> bool:
    """Whether it comes from the page itself, or from no page at all."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return False
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin", "same-site")


async def _body(receive: Receive, headers: Headers) -> bytes | None:
    """The whole body; none where it is too long."""
    said = headers.get("content-length", "0")
    if not said.isdigit() or int(said) > MOST_BYTES:
        return None
    read = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return read
        part: bytes = message.get("body", b"")
        read += part
        if len(read) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return read


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read, then what comes after it."""
    given = False

    async def next_message() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message
