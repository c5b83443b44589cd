"""A bot of a few lines, over real HTTP."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from aiohttp import ClientSession, FormData

from klyngebot.sandbox import Sandbox, SandboxServer

TOKEN = "123456:" + "a" * 35


@dataclass
class Bot:
    """Calls methods and returns their answers as they come."""

    session: ClientSession
    server: SandboxServer
    token: str = TOKEN
    offset: int = 0

    @property
    def sandbox(self) -> Sandbox:
        return self.server.sandbox

    def url(self, method: str) -> str:
        return f"{self.server.url}/bot{self.token}/{method}"

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.session.post(self.url(method), json=params) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    async def do(self, method: str, **params: Any) -> Any:
        """Call ``method``; return the result of a call that must go well."""
        body = await self(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """Call ``method``; return the words in which it is refused."""
        body = await self(method, **params)
        assert not body["ok"], body
        return str(body["description"])

    async def upload(self, method: str, *, part: str, name: str, data: bytes, **params: Any) -> Any:
        form = FormData(quote_fields=False)  # Telegram does not unquote names
        for key, value in params.items():
            form.add_field(key, str(value))
        form.add_field(part, BytesIO(data), filename=name)
        async with self.session.post(self.url(method), data=form) as response:
            return await response.json()

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Return new updates, and confirm them with the next call."""
        updates = await self.do("getUpdates", **{"offset": self.offset, "timeout": 2, **params})
        if updates:
            self.offset = updates[-1]["update_id"] + 1
        return list(updates)
