"""Serves an original so that opening it never runs its code in this service's name."""

import re
from pathlib import Path

from fastapi import HTTPException, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import MutableHeaders
from starlette.types import Receive, Scope, Send

from corpus.document import Document
from search_api.addresses import PDF
from search_api.freshness import names_tag

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_RANGE = re.compile(r"bytes=(?:(?P<first>\d{1,18})-(?P<last>\d{0,18})|-(?P<suffix>\d{1,18}))")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|;%\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_LONGEST_NAME = 150
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
"""Without a sandbox, which keeps some viewers from showing the file; none runs the code of a PDF in this origin."""
SANDBOX_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


class _OriginalFile(FileResponse):
    """A file response that leaves out of account a range which cannot be served as one stretch, as RFC 9110 allows."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = MutableHeaders(raw=list(scope["headers"]))
        if _RANGE.fullmatch(headers.get("range", "bytes=0-")) is None or _is_backwards(headers.get("range", "")):
            del headers["range"]
        await super().__call__({**scope, "headers": headers.raw}, receive, send)


def original_response(request: Request, document: Document, path: Path) -> Response:
    """The original at `path`: shown in the browser if it is a PDF, otherwise a download in a sandbox."""
    media_type = document.media_type if _MEDIA_TYPE.fullmatch(document.media_type) else "application/octet-stream"
    is_pdf = media_type == PDF
    headers = {
        "ETag": f'"{document.original}"',
        "Cache-Control": "no-cache",
        "Content-Security-Policy": PDF_POLICY if is_pdf else SANDBOX_POLICY,
        "Content-Type": media_type,
    }
    if names_tag(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    found = path.stat()
    _check_range(request.headers.get("range", ""), found.st_size)
    return _OriginalFile(
        path,
        headers=headers,
        media_type=media_type,
        filename=safe_name(document.file_name),
        content_disposition_type="inline" if is_pdf else "attachment",
        stat_result=found,
    )


def safe_name(name: str) -> str:
    """A file name without folders, control characters or a leading dot, never empty, and of bounded length."""
    last = re.split(r"[/\\]", name)[-1]
    clean = _NOT_IN_NAMES.sub("_", last).strip(" .") or "original"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= _LONGEST_NAME else (stem or clean)[:_LONGEST_NAME] + (dot + ending)[:12]


def _check_range(written: str, size: int) -> None:
    match = _RANGE.fullmatch(written)
    if match is None:
        return
    beyond = int(match["first"]) >= size if match["first"] else int(match["suffix"]) == 0 or size == 0
    if beyond and not _is_backwards(written):
        raise HTTPException(status_code=416, headers={"Content-Range": f"bytes */{size}"})


def _is_backwards(written: str) -> bool:
    match = _RANGE.fullmatch(written)
    return match is not None and bool(match["first"] and match["last"]) and int(match["last"]) < int(match["first"])
