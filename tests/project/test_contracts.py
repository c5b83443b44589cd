"""The import contracts hold, and each of them bites."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

VIOLATIONS = {
    "A layer uses only what is below it": ("store/news.py", "import klyngebot.services"),
    "The domain is the standard library alone": ("domain/rich.py", "import pydantic"),
    "Only the bot has heard of Telegram": ("render/emoji.py", "import telegram"),
    "Only the store speaks SQL": ("services/quick.py", "import sqlite3"),
    "Services and rendering have no network": ("services/fetch.py", "import urllib.request"),
    "Only the outermost rooms read settings": ("broadcast/tuned.py", "import klyngebot.config"),
    "The sandbox is the examiner: it knows nothing of the rest": (
        "sandbox/peek.py",
        "import klyngebot.domain.text",
    ),
    "Only the command line starts the sandbox": ("bot/pretend.py", "import klyngebot.sandbox"),
}


def lint(folder: Path) -> dict[str, str]:
    """Return the verdict on each contract for the sources in ``folder``."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(re.findall(r"^(.+) (KEPT|BROKEN)$", done.stdout, re.MULTILINE))


def test_every_contract_is_kept() -> None:
    assert set(lint(ROOT).items()) == {(name, "KEPT") for name in VIOLATIONS}


def test_every_contract_bites(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, line in VIOLATIONS.values():
        (tmp_path / "src" / "klyngebot" / path).write_text(f"{line}\n")

    assert set(lint(tmp_path).items()) == {(name, "BROKEN") for name in VIOLATIONS}
