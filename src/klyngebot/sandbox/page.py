"""The page on which a person plays several users, and the files it is made of."""

from importlib import resources

from aiohttp import web

_SCRIPTS = (
    "attaching",
    "attachments",
    "bubbles",
    "calls",
    "commands",
    "composer",
    "desk",
    "desk-faults",
    "desk-limits",
    "desk-parts",
    "desk-people",
    "desk-record",
    "desk-rows",
    "desk-standing",
    "desk-tabs",
    "desk-telegram",
    "dialogs",
    "dom",
    "group",
    "hub",
    "inline",
    "links",
    "log",
    "making",
    "marks",
    "menu",
    "page",
    "pane",
    "panes",
    "pinned",
    "receipts",
    "replykeyboard",
    "service",
    "suggestions",
    "switches",
    "taps",
    "telegram",
    "text",
    "theme",
    "tour",
    "words",
    "words-chats",
)
_FILES = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/chat.css": ("chat.css", "text/css"),
    "/desk.css": ("desk.css", "text/css"),
    "/tour.css": ("tour.css", "text/css"),
    **{f"/{name}.js": (f"{name}.js", "text/javascript") for name in _SCRIPTS},
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
