"""The dashboard as a web application: its pages, ``/health``, and headers on every answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config
from streamlit.starlette import App

import extract
from dashboard import data

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Scripts and styles are the dashboard's own; nothing is fetched from elsewhere, nothing frames it.
# Streamlit draws with styles and scripts inside the page, and Vega and WebAssembly compile.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Headers:
    """Puts HEADERS on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does, with more headers."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, told)


async def health(_request: Request) -> JSONResponse:
    """Whether the store answers: 200 and ``ok``, or 503; why not stands in the log alone."""
    try:
        await run_in_threadpool(data.revision)
    except extract.DuibiaoError:
        return JSONResponse({"status": "store"}, 503, {"cache-control": "no-store"})
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


def _below(path: str) -> str:
    """An address below the path that a proxy passes on."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path


app = App(
    Path(__file__).with_name("app.py"),
    routes=[Route(_below("/health"), health, methods=["GET"])],
    middleware=[Middleware(Headers)],
)
