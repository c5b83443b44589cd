"""Addresses: which ones Telegram opens, and how it writes them."""

import re

_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_OWN = re.compile(r"(?P<scheme>tg|ton|tonsite):(?://)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[^/?#]*")
_OWN_HOST = re.compile(r"[A-Za-z0-9_-]*")


class LinkError(ValueError):
    """Why Telegram does not take an address."""


def checked(url: str, *, https_only: bool = False) -> str:
    """Return ``url`` with its scheme, as Telegram completes it.

    Raises:
        LinkError: Telegram does not take it.
    """
    own = _OWN.fullmatch(url)
    if own is not None:
        return _own(own, https_only=https_only)
    match = _SCHEME.match(url)
    scheme = match["scheme"].lower() if match else "http"
    rest = url[match.end() :] if match else url
    if scheme not in {"http", "https"}:
        raise LinkError("Unsupported URL protocol")
    authority = _HOST.match(rest)
    host = authority[0].rpartition("@")[2].partition(":")[0] if authority else ""
    if https_only and scheme != "https":
        raise LinkError("Only HTTPS links are allowed")
    if not host:
        raise LinkError("URL host is empty")
    if "." not in host or any(sign.isspace() for sign in url):
        raise LinkError("Wrong HTTP URL")
    return url if match else f"http://{rest}" + ("" if "/" in rest else "/")


def completed(url: str) -> str:
    """Return what :func:`checked` does, or nothing: words that are no link stay plain."""
    try:
        return checked(url)
    except LinkError:
        return ""


def _own(match: re.Match[str], *, https_only: bool) -> str:
    """Check a link into Telegram itself, as ``tg://user?id=1``."""
    if https_only:
        raise LinkError("Only HTTPS links are allowed")
    host = _HOST.match(match["rest"])
    if host is None or not host[0]:
        raise LinkError("URL host is empty")
    name = host[0].replace(".", "") if match["scheme"].lower() == "tonsite" else host[0]
    if not _OWN_HOST.fullmatch(name):
        raise LinkError("Unallowed characters in URL host")
    return f"{match['scheme'].lower()}://{match['rest']}"
