"""The texts in the code and the catalogues agree."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from klyngebot.i18n import LOCALES
from klyngebot.i18n.translator import SOURCE

ROOT = Path(__file__).parents[2]
MISSING = "Avbrutt. Ingenting er sendt eller endret."


def test_every_text_is_translated_with_the_same_placeholders_and_tags() -> None:
    done = subprocess.run(
        [sys.executable, "tools/catalogues.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == ""
    assert done.returncode == 0


def test_there_is_a_catalogue_for_every_language_that_is_offered() -> None:
    catalogues = {path.stem for path in (ROOT / "src/klyngebot/i18n/locales").glob("*.po")}

    assert catalogues == {*LOCALES} - {SOURCE}


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, with a copy of the catalogues to work on."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools/catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(module.LOCALES, tmp_path / "locales")
    monkeypatch.setattr(module, "LOCALES", tmp_path / "locales")
    monkeypatch.setattr(sys, "argv", ["catalogues.py"])
    return module


def change(tool: ModuleType, locale: str, old: str, new: str) -> None:
    path = tool.LOCALES / f"{locale}.po"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_text_is_added_to_every_catalogue_and_named_where_it_is_missing(
    tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    change(tool, "nn", f'msgid "{MISSING}"', 'msgid "Noe helt annet."')

    assert tool.main() == 1
    assert capsys.readouterr().out == f"nn.po: not translated: {MISSING!r}\n"
    assert f'msgid "{MISSING}"\nmsgstr ""\n' in (tool.LOCALES / "nn.po").read_text("utf-8")
    assert "Noe helt annet." not in (tool.LOCALES / "nn.po").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgstr "Avbrote. Ingenting er sendt eller endra."', 'msgstr ""', "not translated"),
        (f'msgid "{MISSING}"', f'#, fuzzy\nmsgid "{MISSING}"', "fuzzy"),
        (
            "Avbrote. Ingenting er sendt",
            "<b>Avbrote.</b> Ingenting er sendt",
            "differs in placeholders or tags",
        ),
        (
            "Avbrote. Ingenting er sendt",
            "Avbrote. %(what)s er sendt",
            "differs in placeholders or tags",
        ),
    ],
)
def test_the_check_says_what_is_wrong_in_which_language(
    tool: ModuleType,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    problem: str,
) -> None:
    sys.argv.append("--check")
    change(tool, "nn", old, new)

    assert tool.main() == 1
    assert capsys.readouterr().out == f"nn.po: {problem}: {MISSING!r}\n"


def test_what_a_machine_guessed_is_not_kept_as_if_somebody_had_looked_at_it(
    tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    change(tool, "nn", f'msgid "{MISSING}"', f'#, fuzzy\nmsgid "{MISSING}"')

    assert tool.main() == 1
    assert capsys.readouterr().out == f"nn.po: not translated: {MISSING!r}\n"
