"""The bot as a process: one per file, clean stops, waiting for Telegram, secrets kept."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from klyngebot.sandbox import Fault, FaultKind, Sandbox, serve
from klyngebot.store.backups import list_backups
from klyngebot.store.database import Database
from support.house import TOKEN, House, open_house

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},
    "PATH": os.environ["PATH"],
    "LANG": "nb_NO.UTF-8",
    "COLUMNS": "200",
}


async def klyngebot(
    *arguments: str, folder: Path, url: str = "", token: str = TOKEN
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "klyngebot",
        *arguments,
        cwd=folder,
        env={
            **ENVIRONMENT,
            "KLYNGEBOT_TELEGRAM__TOKEN": token,
            "KLYNGEBOT_TELEGRAM__API_URL": url or "http://127.0.0.1:9",
            "KLYNGEBOT_STORE__PATH": str(folder / "klyngebot.sqlite3"),
            "KLYNGEBOT_STORE__BACKUPS": str(folder / "backups"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def said(process: asyncio.subprocess.Process) -> tuple[int, str]:
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, (out + err).decode()


async def ready(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    log = ""
    while " ready " not in log:
        line = await asyncio.wait_for(process.stderr.readline(), 20)
        assert line, log
        log += line.decode()
    return log


async def test_run_stops_cleanly_on_sigterm_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    sandbox = Sandbox(token=TOKEN)
    async with serve(sandbox) as server:
        kari = sandbox.user("Kari")
        process = await klyngebot("run", folder=tmp_path, url=server.url)
        await ready(process)
        process.send_signal(signal.SIGTERM)
        first = await said(process)
        sandbox.say(kari, "/hjelp")

        again = await klyngebot("run", folder=tmp_path, url=server.url)
        await sandbox.wait_for(lambda: "Dette kan jeg" in sandbox.last_text(kari.id), timeout=20)
        again.send_signal(signal.SIGTERM)

        assert first[0] == 0
        assert (await said(again))[0] == 0


async def test_a_second_process_on_the_same_file_refuses_with_a_sentence(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        url = house.settings.telegram.api_url
        code, text = await said(await klyngebot("run", folder=tmp_path, url=url))

    assert code == 3
    assert "er i bruk av en annen klyngebot" in text


async def test_a_token_telegram_does_not_know_ends_with_its_own_code(tmp_path: Path) -> None:
    async with serve(Sandbox(token="990000001:another-made-up-token-altogether")) as server:
        code, text = await said(await klyngebot("run", folder=tmp_path, url=server.url))

    assert code == 78
    assert "Telegram kjenner ikke tokenet." in text
    assert TOKEN not in text


async def test_without_a_token_it_says_what_to_do(tmp_path: Path) -> None:
    code, text = await said(await klyngebot("run", folder=tmp_path, token=""))

    assert code == 2
    assert "KLYNGEBOT_TELEGRAM__TOKEN" in text


async def test_a_start_waits_for_a_telegram_that_is_down(tmp_path: Path) -> None:
    sandbox = Sandbox(token=TOKEN)
    sandbox.faults.add(Fault(FaultKind.HTML, method="getMe", status=502, times=2))
    async with serve(sandbox) as server:
        process = await klyngebot("run", folder=tmp_path, url=server.url)

        log = await ready(process)

        process.send_signal(signal.SIGTERM)
        assert (await said(process))[0] == 0
        assert "telegram_unreachable" in log


async def test_somebody_else_polling_with_the_token_ends_it(tmp_path: Path) -> None:
    sandbox = Sandbox(token=TOKEN)
    conflict = Fault(FaultKind.ERROR, method="getUpdates", status=409, times=None)
    sandbox.faults.add(conflict)
    async with serve(sandbox) as server:
        code, text = await said(await klyngebot("run", folder=tmp_path, url=server.url))

    assert code == 4
    assert "det samme tokenet" in text


async def test_doctor_finds_a_healthy_house_beside_the_running_bot(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        url = house.settings.telegram.api_url
        while not list_backups(tmp_path / "backups"):
            await asyncio.sleep(0.01)
        code, text = await said(await klyngebot("doctor", folder=tmp_path, url=url))

    assert "Svarer som @klynge_sandbox_bot." in text
    assert "Er hel." in text
    assert "✗" not in text
    assert code == 0


async def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    code, text = await said(await klyngebot("doctor", folder=tmp_path, token=""))

    assert code == 1
    assert "Lag en bot hos @BotFather" in text
    assert "Det er ingen database i" in text


async def test_the_import_says_row_by_row_what_became_of_it(tmp_path: Path) -> None:
    register = Path("config/demo/partnere.csv").absolute()

    rehearsed = await said(
        await klyngebot("partners", "import", str(register), "--dry-run", folder=tmp_path)
    )
    code, text = await said(await klyngebot("partners", "import", str(register), folder=tmp_path))
    changes = str(register.with_name("endringer.csv"))
    again = await said(await klyngebot("partners", "import", changes, folder=tmp_path))

    assert "Ingenting er lagret." in rehearsed[1]
    assert code == 0
    assert "rad 12  står to ganger" in text
    assert "stilling: borer og tillitsvalgt → boresjef" in again[1]
    assert "rad 10  avvist" in again[1]
    assert "«kari.setermolien.klaabekk.example.no» er ikke en e-postadresse" in again[1]
    db = await Database.open_read_only(tmp_path / "klyngebot.sqlite3")
    assert await db.reader.value("SELECT count(*) FROM partner") == 37
    await db.close()


async def test_the_register_is_exported_beside_the_bot_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path):
        code, text = await said(
            await klyngebot("partners", "export", "register.csv", folder=tmp_path)
        )
        wrong = await said(await klyngebot("partners", "export", "register.doc", folder=tmp_path))

    file = tmp_path / "register.csv"
    assert (code, wrong[0]) == (0, 2)
    assert "3 partnere og 3 personer" in text
    assert "Senjagrafitt AS" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob(".klyngebot-*")] == []


@pytest.mark.parametrize("name", ["missing.csv", "picture.csv"])
async def test_a_file_that_is_no_register_is_refused_in_a_sentence(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "picture.csv").write_bytes(bytes(range(256)) * 4)

    code, text = await said(await klyngebot("partners", "import", name, folder=tmp_path))

    assert code == 2
    assert name in text
    assert "Traceback" not in text


async def test_broadcasts_are_read_beside_the_running_bot(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        ola = await house.leader()
        await house.announce(ola, "hei")
        await house.settled()
        listed = await said(await klyngebot("broadcasts", folder=tmp_path))
        missing = await said(await klyngebot("broadcasts", "7", folder=tmp_path))
        one = await said(
            await klyngebot("broadcasts", "1", "--xlsx", "styret.xlsx", folder=tmp_path)
        )
        which = await said(await klyngebot("broadcasts", "--xlsx", "a.xlsx", folder=tmp_path))

    file = tmp_path / "styret.xlsx"
    assert one[0] == 0
    assert one[1].splitlines()[-1] == "Uten partner: 1 av 1"
    assert CalamineWorkbook.from_path(file).sheet_names[1:] == ["Partnere", "Mottakere"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert which[0] == 2
    assert listed[0] == 0
    assert "Levert til 1 person." in listed[1]
    assert missing == (1, "Det finnes ingen kunngjøring 7.\n")


async def test_a_leader_code_from_the_terminal_opens_the_door(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        url = house.settings.telegram.api_url
        code, text = await said(await klyngebot("leader", "code", folder=tmp_path, url=url))
        ola = house.person("Ola")
        command = next(line.strip() for line in text.splitlines() if "/start" in line)

        answer = await house.say(ola, command)

    assert code == 0
    assert answer.startswith("Du er nå prosjektleder.")
    assert "https://t.me/klynge_sandbox_bot?start=leder-" in text


async def test_no_line_of_the_log_names_a_token_a_person_or_a_number(tmp_path: Path) -> None:
    sandbox = Sandbox(token=TOKEN)
    async with serve(sandbox) as server:
        house = House(tmp_path, sandbox, server.url)
        await house.import_register()
        process = await klyngebot("run", folder=tmp_path, url=server.url)
        log = await ready(process)
        kari = house.person("Plantetnavn")
        sandbox.faults.add(Fault(FaultKind.RESET_BEFORE, method="sendMessage"))
        sandbox.faults.add(Fault(FaultKind.ERROR, contains="Personvern", status=400, times=None))
        for text in ("/start", "/personvern", "Bjørg Mørk", "99000001", "hemmelig tekst"):
            await house.say(kari, text)
        sandbox.poison()
        await house.quiet()
        process.send_signal(signal.SIGTERM)
        code, rest = await said(process)

    assert code == 0
    log += rest
    assert "quarantined" in log
    for planted in (TOKEN, TOKEN[:9], "Plantetnavn", "Mørk", "99000001", "hemmelig", str(kari.id)):
        assert planted not in log
    assert all(line.startswith("20") for line in log.splitlines())
