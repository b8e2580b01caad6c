"""What a request came to where no page came back: the states of the ledger, by error and by status."""

from __future__ import annotations

import gzip
import struct
import traceback
import zlib

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from scraper.middlewares import RobotsDeniedError, RobotsUnavailableError
from scraper.rows import State

_UNREACHABLE = (DownloadConnectionRefusedError, DownloadFailedError, ResponseDataLossError, RobotsUnavailableError)
_UNDECODABLE = (gzip.BadGzipFile, zlib.error, EOFError, struct.error)


def failure_state(error: BaseException) -> State:
    """What a download that gave no response came to."""
    match error:
        case RobotsDeniedError():
            return "robots_denied"
        case CannotResolveHostError():
            return "dns_dead"
        case RobotsUnavailableError() if "DNS lookup failed" in str(error):  # robots.txt is what is asked for first
            return "dns_dead"
        case DownloadTimeoutError():
            return "timeout"
        case DownloadCancelledError():
            return "too_large"
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
            return "too_large"
        case _ if isinstance(error, _UNREACHABLE):
            return "unreachable"
        case _ if isinstance(error, _UNDECODABLE):
            return "broken"
        case IgnoreRequest():
            return "refused"
        case OSError():
            return "unreachable"
        case _:
            return "broken"


def status_state(status: int) -> State:
    """What a response of a status other than 200, 304 and the redirects came to."""
    if status == 451:
        return "geo_blocked"
    if status in (401, 403, 407, 429):
        return "blocked"
    if status in (404, 410):
        return "not_found"
    if status >= 500:
        return "server_error"
    return "refused"


def let_go(error: BaseException | None) -> None:
    """Drop what the frames of an error hold: a refused bomb's 20 MB would stay until Python looks for cycles, one bomb after the other."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
