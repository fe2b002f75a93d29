"""The server of the trainers' page: stateless, bounded, and on its own.

Every call takes a JSON object and gives one back; the page's address holds the state. Nothing that comes in names a
file, a function or code: names are looked up among those that come with outsim, values meet the scenario's validation.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from outsim.app.answer import answer
from outsim.app.compared import compared
from outsim.app.export import NAME, as_csv, as_yaml
from outsim.app.guards import Guarded
from outsim.app.lanes import AskerLeft, Lane, LaneIsFull
from outsim.app.modules import FOLDER
from outsim.app.offered import offered, situation
from outsim.app.partnership import partnership
from outsim.app.request import refuse_other_sizes
from outsim.app.warm import WarmUp
from outsim.app.why import why
from outsim.errors import InputError

AT_ONCE, IN_A_WHILE = "at once", "in a while"
MOST_WAITING = {AT_ONCE: 64, IN_A_WHILE: 16}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Call:
    """What a path computes, from the JSON that came, and in which lane."""

    compute: Callable[[Mapping[str, Any]], Any]
    lane: str


def _download(text: str, media_type: str, name: str) -> Response:
    return Response(text, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


CALLS: Mapping[str, Call] = {
    "situation": Call(situation, AT_ONCE),
    "answer": Call(answer, AT_ONCE),
    "partnership": Call(partnership, IN_A_WHILE),
    "why": Call(why, IN_A_WHILE),
    "compare": Call(compared, IN_A_WHILE),
    "export/csv": Call(lambda asked: _download(as_csv(asked), "text/csv", f"{NAME}.csv"), IN_A_WHILE),
    "export/yaml": Call(lambda asked: _download(as_yaml(asked), "application/yaml", f"{NAME}.yaml"), IN_A_WHILE),
}


def application(warming: WarmUp, hosts: tuple[str, ...] = LOOPBACK) -> Starlette:
    """The application.

    Args:
        warming: what is compiled at start.
        hosts: the names by which browsers may call it; ``*`` for all.
    """
    lanes = {name: Lane(name, most) for name, most in MOST_WAITING.items()}
    said = offered()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        warming.start()
        yield
        for lane in lanes.values():
            lane.close()
        warming.stop()

    async def health(request: Request) -> Response:
        return as_json(warming.health)

    async def all_offered(request: Request) -> Response:
        return as_json(said)

    def computed(call: Call) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            try:
                asked = read_json(await request.body())
                refuse_other_sizes(asked)
                found = await lanes[call.lane].run(lambda: call.compute(asked), lambda: gone(request))
            except InputError as error:
                return as_json({"problem": str(error), "at": place_of(str(error))}, 422)
            except LaneIsFull:
                return as_json({"problem": "too many questions at once; ask again in a second"}, 503)
            except AskerLeft:
                return Response(status_code=499)
            except asyncio.CancelledError:  # the server stops, and waits no longer for what it computes
                return as_json({"problem": "outsim-app was stopped"}, 503)
            return found if isinstance(found, Response) else as_json(found)

        return endpoint

    return Starlette(
        routes=[
            Route("/", lambda request: FileResponse(str(FOLDER / "index.html"))),
            Route("/api/health", health),
            Route("/api/offered", all_offered),
            *(Route(f"/api/{path}", computed(call), methods=["POST"]) for path, call in CALLS.items()),
            Mount("/static", StaticFiles(directory=str(FOLDER))),
        ],
        middleware=[Middleware(Guarded), Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        exception_handlers={HTTPException: refused, Exception: failed},
        lifespan=lifespan,
    )


def read_json(body: bytes) -> Mapping[str, Any]:
    """The object that a body holds.

    Raises:
        InputError: for anything else.

    >>> read_json(b'{"seed": 1}')
    {'seed': 1}
    """

    def no_number(text: str) -> Any:
        raise InputError(f"the request holds {text}, which is no number of JSON")

    try:
        found = json.loads(body, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("the request is not JSON") from None
    if not isinstance(found, dict):
        raise InputError("the request must be a JSON object")
    return found


def place_of(problem: str) -> str | None:
    """The control that a message is about: the dotted name with which it begins.

    >>> place_of("contract.clarity = 7.0: must be between 0 and 1 (0..1)"), place_of("the request is not JSON")
    ('contract.clarity', None)
    """
    first = problem.split(" ", maxsplit=1)[0].rstrip(":")
    return first if "." in first.strip(".") or first in ("seed", "replicate", "replicates") else None


def as_json(content: Any, status: int = 200) -> Response:
    """Content as JSON, in ASCII: what a request brought along is no trouble, whatever signs it holds."""
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    return Response(text, status, media_type="application/json")


async def gone(request: Request) -> None:
    """Returns when the browser has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def refused(request: Request, error: Exception) -> Response:
    """What cannot be asked here, in the same form as all answers."""
    assert isinstance(error, HTTPException)
    return as_json({"problem": f"{request.method} {request.url.path}: {error.detail}"}, error.status_code)


async def failed(request: Request, error: Exception) -> Response:
    """A mistake of outsim's own: what it was stands on the console."""
    return as_json({"problem": "outsim made a mistake; the window it was started in says which"}, 500)
