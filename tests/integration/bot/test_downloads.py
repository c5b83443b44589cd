"""Fetching what somebody has sent: no more than is taken, and the token is never named."""

from collections.abc import AsyncIterator

import pytest
from telegram.error import NetworkError, TelegramError

from klyngebot.bot.api import Api, LostError, NotSentError
from klyngebot.bot.request import AnswersRequest
from klyngebot.files.tables import MAX_BYTES
from klyngebot.sandbox import Sandbox, serve

TOKEN = "990000000:made-up-token-for-the-tests-only"


@pytest.fixture
async def sandbox() -> Sandbox:
    return Sandbox(token=TOKEN)


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with serve(sandbox) as server:
        yield server.url


def address(sandbox: Sandbox, url: str, body: bytes) -> str:
    return f"{url}/file/bot{TOKEN}/{sandbox.files.add('documents', 'partnere.csv', body).path}"


async def test_a_file_is_fetched_whole(sandbox: Sandbox, url: str) -> None:
    request = AnswersRequest(Api(url, TOKEN, seconds=5, connections=1))

    fetched = await request.retrieve(address(sandbox, url, b"Partner;Kategori"))
    await request.shutdown()

    assert fetched == b"Partner;Kategori"


async def test_of_a_file_that_is_larger_than_it_was_said_to_be_one_byte_too_many_is_read(
    sandbox: Sandbox, url: str
) -> None:
    api = Api(url, TOKEN, seconds=5, connections=1)

    answer = await api.download(address(sandbox, url, b"x" * 3 * MAX_BYTES), limit=MAX_BYTES)
    await api.close()

    assert len(answer.body) == MAX_BYTES + 1


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1:9/file", "http://example.no/x"])
async def test_nothing_is_fetched_from_anywhere_else(elsewhere: str) -> None:
    api = Api("http://127.0.0.1:9", TOKEN, seconds=5, connections=1)

    with pytest.raises(LostError, match="ForeignAddress"):
        await api.download(elsewhere, limit=1)


async def test_a_file_that_does_not_come_names_no_token(url: str) -> None:
    api = Api(url, TOKEN, seconds=5, connections=1)
    nowhere = Api("http://127.0.0.1:9", TOKEN, seconds=5, connections=1)
    request = AnswersRequest(api)

    with pytest.raises(TelegramError) as gone:
        await request.retrieve(f"{url}/file/bot{TOKEN}/documents/none.csv")
    with pytest.raises(NotSentError) as dead:
        await nowhere.download(f"http://127.0.0.1:9/file/bot{TOKEN}/a.csv", limit=1)
    await api.close()
    await nowhere.close()

    for error in (gone.value, dead.value):
        assert TOKEN not in repr(error)
        assert error.__cause__ is None or TOKEN not in repr(error.__cause__)
    assert not isinstance(gone.value, NetworkError)
