"""The web page: the files of the folder `page`, which load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "microphone=(self)",
    "Referrer-Policy": "no-referrer",
}


def page_routes() -> list[Route]:
    """A route for each file; `/` is `index.html`. Paths of requests are compared, and never opened."""
    files = {f"/{path.name}": path for path in FOLDER.iterdir() if path.suffix in _TYPES}
    files["/"] = FOLDER / "index.html"
    return [Route(name, _answer(path)) for name, path in files.items()]


def page_paths() -> frozenset[str]:
    """The paths of the page, which contain nothing secret and need no key."""
    return frozenset(route.path for route in page_routes())


def _answer(path: Path) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=_HEADERS)

    return answer
