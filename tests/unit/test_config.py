import os
import re
import tomllib
from pathlib import Path

import pytest

from klyngebot.config import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]
TOKEN = "123456:" + "a" * 35


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with nothing set in the environment."""
    for name in list(os.environ):
        if name.upper().startswith("KLYNGEBOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    return tmp_path


def toml(home: Path, text: str) -> None:
    (home / "config" / "klyngebot.toml").write_text(text, encoding="utf-8")


def wrong() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_the_defaults_are_what_the_file_says(home: Path) -> None:
    bare = load_settings()
    toml(home, (ROOT / "config" / "klyngebot.toml").read_text(encoding="utf-8"))

    assert load_settings() == bare


def test_the_file_names_every_setting() -> None:
    named = tomllib.loads((ROOT / "config" / "klyngebot.toml").read_text(encoding="utf-8"))

    assert {section: set(values) for section, values in named.items()} == {
        section: set(values) for section, values in Settings().model_dump().items()
    }


def test_the_environment_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLYNGEBOT_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("KLYNGEBOT_DELIVERY__PER_SECOND", "25")
    monkeypatch.setenv("KLYNGEBOT_CLUSTER__NAME", "Klynge Ærlig")
    monkeypatch.setenv("KLYNGEBOT_STORE__PATH", "/tmp/x.sqlite3")

    settings = load_settings()

    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.delivery.per_second == 25
    assert settings.cluster.name == "Klynge Ærlig"
    assert settings.store.path == Path("/tmp/x.sqlite3")
    assert settings.zone.key == "Europe/Oslo"


def test_the_environment_is_stronger_than_dotenv_and_dotenv_than_the_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml(home, '[cluster]\nname = "toml"\noffice = "toml"\ncontact = "toml"\n')
    (home / ".env").write_text(
        "KLYNGEBOT_CLUSTER__NAME=dotenv\nKLYNGEBOT_CLUSTER__OFFICE=dotenv\n", encoding="utf-8"
    )
    monkeypatch.setenv("KLYNGEBOT_CLUSTER__NAME", "environment")

    cluster = load_settings().cluster

    assert (cluster.name, cluster.office, cluster.contact) == ("environment", "dotenv", "toml")


def test_a_file_of_ones_own_is_read_instead(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml(home, '[cluster]\nname = "unused"\noffice = "unused"\n')
    (home / "own.toml").write_text('[cluster]\nname = "own"\n', encoding="utf-8")
    monkeypatch.setenv("KLYNGEBOT_CONFIG", str(home / "own.toml"))

    cluster = load_settings().cluster

    assert (cluster.name, cluster.office) == ("own", "Prosjektkontoret")


@pytest.mark.parametrize("named", ["nowhere.toml", "config", ""])
def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("KLYNGEBOT_CONFIG", named)

    said = wrong()

    assert "KLYNGEBOT_CONFIG" in said
    assert named in said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[telegram]\ntokken = 'x'\n", "telegram.tokken (KLYNGEBOT_TELEGRAM__TOKKEN)"),
        ("[telegramm]\ntoken = 'x'\n", "telegramm (KLYNGEBOT_TELEGRAMM)"),
        ("token = 'x'\n", "token (KLYNGEBOT_TOKEN)"),
    ],
)
def test_an_unknown_key_in_the_file_is_named(home: Path, text: str, name: str) -> None:
    toml(home, text)

    assert wrong() == f"{name}: there is no such setting"


@pytest.mark.parametrize(
    "name", ["KLYNGEBOT_X", "KLYNGEBOT_TOKEN", "KLYNGEBOT_TELEGRAM__X", "KLYNGEBOT_", "klyngebot_x"]
)
def test_an_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "the-value")

    said = wrong()

    assert name in said
    assert "the-value" not in said


@pytest.mark.parametrize("name", ["KLYNGEBOT_X", "KLYNGEBOT_TELEGRAM__X"])
def test_an_unknown_variable_in_dotenv_is_named(home: Path, name: str) -> None:
    (home / ".env").write_text(f"{name}=the-value\n", encoding="utf-8")

    said = wrong()

    assert name.removeprefix("KLYNGEBOT_").split("__")[-1].lower() in said.lower()
    assert "the-value" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KLYNGEBOT_TELEGRAM__API_URL", "ftp://secret-value"),
        ("KLYNGEBOT_TELEGRAM__POLL_SECONDS", "987654"),
        ("KLYNGEBOT_TELEGRAM__POLL_SECONDS", "secret-value"),
        ("KLYNGEBOT_DELIVERY__PER_SECOND", "-987654"),
        ("KLYNGEBOT_DELIVERY__PER_CHAT_SECOND", "-987654"),
        ("KLYNGEBOT_DELIVERY__PER_GROUP_MINUTE", "987654"),
        ("KLYNGEBOT_DELIVERY__IN_FLIGHT", "987654"),
        ("KLYNGEBOT_STORE__BACKUPS_KEPT", "-987654"),
        ("KLYNGEBOT_CLUSTER__ZONE", "Europe/Secret"),
        ("KLYNGEBOT_CLUSTER__ZONE", "../../secret-value"),
        ("KLYNGEBOT_TELEGRAM__TOKEN", "secret-value"),
        ("KLYNGEBOT_TELEGRAM__TOKEN", "123456:secret-value"),
        ("KLYNGEBOT_TELEGRAM__TOKEN", TOKEN + " secret-value"),
        ("KLYNGEBOT_TELEGRAM__TOKEN", TOKEN + "\n"),
        ("KLYNGEBOT_TELEGRAM", "secret-value"),
        ("KLYNGEBOT_TELEGRAM", '["secret-value"]'),
    ],
)
def test_a_bad_value_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    said = wrong()

    assert value.strip() not in said
    assert "secret-value" not in said
    assert re.search(name.removeprefix("KLYNGEBOT_").replace("__", r"\W+"), said, re.IGNORECASE)


def test_a_mistyped_token_in_the_file_is_not_shown(home: Path) -> None:
    toml(home, '[telegram]\ntoken = "123456;hemmelig"\n')

    said = wrong()

    assert said.startswith("telegram.token (KLYNGEBOT_TELEGRAM__TOKEN): ")
    assert "hemmelig" not in said


def test_every_bad_value_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLYNGEBOT_DELIVERY__PER_SECOND", "0")
    monkeypatch.setenv("KLYNGEBOT_CLUSTER__ZONE", "Oslo")

    assert [line.split(" ")[0] for line in sorted(wrong().splitlines())] == [
        "cluster.zone",
        "delivery.per_second",
    ]


@pytest.mark.parametrize("text", ["[telegram\n", "token = 'x", "\0", "[telegram]\ntoken = x\n"])
def test_a_file_that_is_no_toml_is_refused(home: Path, text: str) -> None:
    toml(home, text)

    assert wrong()


def test_a_file_in_another_encoding_is_refused(home: Path) -> None:
    (home / "config" / "klyngebot.toml").write_bytes('[cluster]\nname = "Å"\n'.encode("cp1252"))

    assert wrong()


def test_the_token_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLYNGEBOT_TELEGRAM__TOKEN", TOKEN)

    settings = load_settings()

    assert TOKEN not in f"{settings} {settings!r} {settings.model_dump_json()}"


def test_what_is_given_in_the_call_is_strongest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLYNGEBOT_CLUSTER__NAME", "environment")

    assert load_settings(cluster={"name": "call"}).cluster.name == "call"
