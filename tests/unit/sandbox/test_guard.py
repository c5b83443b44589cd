import pytest

from unit.sandbox.support import Bot


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:1"}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "127.9.9.9"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "bot.localhost"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "10.0.0.1"}, 403),
        ({"Host": "evillocalhost"}, 403),
        ({"Host": ""}, 403),
        ({"Host": "localhost:1", "Origin": "http://localhost:1"}, 200),
        ({"Host": "localhost:1", "Origin": "http://localhost:2"}, 403),
        ({"Host": "localhost:1", "Origin": "null"}, 403),
        ({"Host": "localhost:1", "Origin": ""}, 403),
        ({"Host": "localhost:1", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Host": "localhost:1", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Host": "localhost:1", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["sandbox/users", "bot1:aaaaaaaaaaaaaaaaaaaaaaaa/getMe"])
async def test_only_this_machine_and_its_own_page_may_call(
    bot: Bot, headers: dict[str, str], status: int, path: str
) -> None:
    async with bot.session.get(f"{bot.server.url}/{path}", headers=headers) as response:
        assert response.status == status


async def test_a_link_from_elsewhere_may_lead_to_the_page(bot: Bot) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with bot.session.get(bot.server.url, headers=headers) as response:
        assert response.status == 200
