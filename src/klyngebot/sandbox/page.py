"""The page on which a person plays several users, and the files it is made of."""

from importlib import resources

from aiohttp import web

_FILES = {
    "/": ("page.html", "text/html"),
    "/page.js": ("page.js", "text/javascript"),
    "/hub.js": ("hub.js", "text/javascript"),
    "/desk.js": ("desk.js", "text/javascript"),
    "/desk-faults.js": ("desk-faults.js", "text/javascript"),
    "/desk-limits.js": ("desk-limits.js", "text/javascript"),
    "/desk-parts.js": ("desk-parts.js", "text/javascript"),
    "/desk-people.js": ("desk-people.js", "text/javascript"),
    "/desk-record.js": ("desk-record.js", "text/javascript"),
    "/desk-rows.js": ("desk-rows.js", "text/javascript"),
    "/desk-standing.js": ("desk-standing.js", "text/javascript"),
    "/desk-tabs.js": ("desk-tabs.js", "text/javascript"),
    "/desk-telegram.js": ("desk-telegram.js", "text/javascript"),
    "/calls.js": ("calls.js", "text/javascript"),
    "/receipts.js": ("receipts.js", "text/javascript"),
    "/switches.js": ("switches.js", "text/javascript"),
    "/tour.js": ("tour.js", "text/javascript"),
    "/desk.css": ("desk.css", "text/css"),
    "/tour.css": ("tour.css", "text/css"),
    "/pane.js": ("pane.js", "text/javascript"),
    "/telegram.js": ("telegram.js", "text/javascript"),
    "/words.js": ("words.js", "text/javascript"),
    "/bubbles.js": ("bubbles.js", "text/javascript"),
    "/page.css": ("page.css", "text/css"),
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def routes() -> list[web.RouteDef]:
    """Return what the page is made of."""
    return [web.get(path, show) for path in _FILES]


async def show(request: web.Request) -> web.Response:
    """Return one file of the page."""
    name, content_type = _FILES[request.path]
    text = (resources.files(__package__) / "static" / name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=content_type, headers=_HEADERS)
