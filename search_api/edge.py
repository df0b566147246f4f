"""The outermost layer: headers that every answer carries, HEAD, and errors that nobody expected."""

import logging
from collections.abc import Callable

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.problems import Problem, plain_problem

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""Set on every answer, unless its handler has set the header itself."""

log = logging.getLogger(__name__)


class Edge:
    """ASGI middleware. `answer` makes the response to a problem."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Problem], Response]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on. HEAD is asked as GET, and its body is left out here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        is_head = scope["method"] == "HEAD"

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            elif message["type"] == "http.response.body" and is_head:
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET"} if is_head else scope
        try:
            await self._app(asked, receive, send_with_headers)
        except Exception:
            # Outside of all handlers: a mistake of ours must neither show its trace to a stranger nor end the service.
            # It is logged whole, and answered as a problem unless the answer has begun.
            log.exception("unexpected error at %s %r", scope["method"], scope["path"])
            if started:
                raise
            response = self._answer(Request(asked), plain_problem(500))
            await response(asked, receive, send_with_headers)


def _add_headers(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
