"""The documentation agrees with the code, in both directions where it can."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePath

import pytest
import typer
from pydantic import BaseModel, SecretStr
from typer.core import TyperCommand, TyperGroup

from klyngebot import cli
from klyngebot.config import PREFIX, Settings
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.errors import IllegalTransitionError
from klyngebot.domain.terms import TermKind
from klyngebot.domain.text import fold
from klyngebot.files.columns import HEADINGS, understand
from klyngebot.files.register import STANDINGS
from klyngebot.files.tables import read_table
from klyngebot.render.menu import COMMANDS
from klyngebot.store import terms
from klyngebot.store.database import Database, migrations

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "klyngebot"
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("requirements/*.md")]
)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table(page: str, first_heading: str) -> list[list[str]]:
    """Return the cells of the table whose first heading this is."""
    head = re.search(rf"^\| {re.escape(first_heading)} \|.*\n\|[-| ]+\n", text(page), re.MULTILINE)
    assert head is not None, f"{page} has no table headed {first_heading!r}"
    body = text(page)[head.end() :].split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in body.splitlines()]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def cli_commands() -> dict[str, set[str]]:
    """Return the commands of the terminal with their arguments and options."""
    return dict(_under(typer.main.get_command(cli.app), "klyngebot"))


def _under(command: object, name: str) -> Iterator[tuple[str, set[str]]]:
    if isinstance(command, TyperGroup):
        for child, inner in command.commands.items():
            yield from _under(inner, f"{name} {child}")
    else:
        assert isinstance(command, TyperCommand)
        yield (
            name,
            {
                parameter.opts[0]
                if parameter.param_type_name == "option"
                else parameter.opts[0].upper()
                for parameter in command.params
            }
            - {"--help"},
        )


def project_files() -> list[Path]:
    """Return the files of the project but this one, which must name what it forbids."""
    made = {"__pycache__", "dist", "var"}
    return [
        path
        for name in sorted(ROOT.iterdir())
        if name.name in {".ci", ".gitignore"} or not name.name.startswith(".")
        for path in ([name] if name.is_file() else name.rglob("*"))
        if path.is_file() and path != Path(__file__) and not made & set(path.parts)
    ]


def test_every_chat_command_stands_in_the_documentation_and_the_other_way_round() -> None:
    nynorsk = {nb: nn for nn, nb in table("docs/commands.md", "nynorsk")}
    documented = {
        tuple(sorted({*quoted(nb), *quoted(en), *quoted(nynorsk.pop(nb, ""))}))
        for nb, en, *_ in table("docs/commands.md", "bokmål")
    }

    assert documented == {
        tuple(sorted(f"/{name}" for name in command.all_names)) for command in COMMANDS
    }
    assert nynorsk == {}


def test_every_chat_command_is_documented_for_the_role_that_has_it_in_the_menu() -> None:
    words = {"everyone": "VISITOR", "confirmed contact": "MEMBER"}
    documented = {
        quoted(nb)[0]: words.get(role, role.upper())
        for nb, _, role, _ in table("docs/commands.md", "bokmål")
    }

    assert documented == {f"/{command.name('nb')}": command.role.name for command in COMMANDS}


def test_every_terminal_command_stands_in_the_documentation_with_its_options() -> None:
    documented = {
        quoted(name)[0]: {
            word for word in quoted(options) if re.fullmatch(r"--[a-z-]+|[A-Z]+", word)
        }
        for name, options, *_ in table("docs/commands.md", "command")
    }

    assert documented == cli_commands()


def test_every_exit_code_stands_in_the_documentation_and_the_other_way_round() -> None:
    documented = {
        quoted(name)[0]: int(code) for code, name, *_ in table("docs/operations.md", "code") if name
    }

    assert documented == {
        name: value for name, value in vars(cli).items() if name.startswith("EXIT_")
    }
    named = {
        int(code) for row in table("docs/commands.md", "command") for code in row[3].split(",")
    }
    assert named == {0, *documented.values()}


def test_systemd_does_not_start_again_what_a_person_must_mend() -> None:
    line = re.search(
        r"^RestartPreventExitStatus=(.+)$", text("config/klyngebot.service"), re.MULTILINE
    )

    assert line is not None
    assert {int(code) for code in line[1].split()} == {
        cli.EXIT_SETTINGS,
        cli.EXIT_STORE,
        cli.EXIT_RIVAL,
        cli.EXIT_TOKEN,
    }


def test_every_setting_stands_in_the_file_with_its_default() -> None:
    sections: dict[str, BaseModel] = {
        name: field.default for name, field in Settings.model_fields.items()
    }

    assert tomllib.loads(text("config/klyngebot.toml")) == {
        name: {key: plain(value) for key, value in section} for name, section in sections.items()
    }


def plain(value: object) -> object:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case PurePath():
            return str(value)
        case _:
            return value


def test_every_setting_has_a_comment_above_it() -> None:
    lines = text("config/klyngebot.toml").splitlines()

    bare = [
        line
        for above, line in pairwise(lines)
        if re.match(r"\w+ = ", line) and not above.startswith("# ")
    ]

    assert bare == []


def test_every_variable_named_in_the_documentation_is_a_setting() -> None:
    known = {
        f"{PREFIX}{section}__{key}".upper()
        for section, field in Settings.model_fields.items()
        for key in type(field.default).model_fields
    }

    named = {
        name
        for page in [*PAGES, *(ROOT / "config").glob("klyngebot.*")]
        for name in re.findall(r"KLYNGEBOT_[A-Z]+__[A-Z_]+", page.read_text(encoding="utf-8"))
    }

    assert named - known == set()


def test_the_documentation_has_every_heading_of_every_column() -> None:
    documented = [set(quoted(row[1])) for row in table("docs/operations.md", "column")]

    assert documented == [set(headings) for headings in HEADINGS.values()]


def test_every_heading_of_the_demo_registers_is_known() -> None:
    for name in ("partnere.csv", "endringer.csv"):
        columns = understand(read_table((ROOT / "config/demo" / name).read_bytes()).headings)
        assert (columns.left_out, columns.questions) == ((), ())


async def test_every_value_in_the_documentation_of_the_register_is_taken(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "klyngebot.sqlite3")
    vocabulary = await terms.vocabulary(db.reader)
    await db.close()
    rows = table("docs/operations.md", "value")
    categories = [word for row in rows[:4] for word in quoted(row[1])]
    standings = [word for row in rows[4:] for word in quoted(row[1])]

    assert [w for w in categories if vocabulary.find(TermKind.CATEGORY, w) is None] == []
    assert {fold(word) for word in standings} == set(STANDINGS)


def test_every_log_event_stands_in_the_documentation_and_the_other_way_round() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*.py")
        if "sandbox" not in path.parts
    )

    logged = set(re.findall(r"_log\.\w+\(\s*\"(\w+)", code))

    assert {event for row in table("docs/operations.md", "event") for event in quoted(row[0])} == (
        logged
    )


def test_every_room_has_a_row_and_every_row_a_room() -> None:
    rooms = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in SOURCE.iterdir()
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem[0] != "_")
    }

    assert {quoted(row[0])[0] for row in table("docs/architecture.md", "room")} == rooms


def test_every_path_named_in_the_architecture_is_there() -> None:
    paths = re.findall(r"`([\w./-]+(?:\.py|\.po|\.toml|/))`", text("docs/architecture.md"))

    assert [
        path for path in paths if not (SOURCE / path).exists() and not (ROOT / path).exists()
    ] == []


def test_the_table_of_states_has_every_legal_move_and_no_other() -> None:
    documented = {
        quoted(row[0])[0]: set(quoted(row[1])) for row in table("docs/architecture.md", "state")
    }

    assert documented == {
        state.value: {other.value for other in DeliveryState if may_become(state, other)}
        for state in DeliveryState
    }


def may_become(state: DeliveryState, other: DeliveryState) -> bool:
    try:
        state.to(other)
    except IllegalTransitionError:
        return False
    return True


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    names = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    titles = {name: text(f"docs/adr/{name}").splitlines()[0] for name in names}

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [title.split(".")[0] for title in titles.values()] == [
        f"# {number}" for number in range(1, len(names) + 1)
    ]
    assert [
        f"| [{name[:4]}]({name}) | {title.split('. ', 1)[1]} |" for name, title in titles.items()
    ] == re.findall(r"^\| \[.*$", text("docs/adr/README.md"), re.MULTILINE)


def test_every_decision_says_context_decision_and_consequences() -> None:
    for path in (ROOT / "docs/adr").glob("[0-9]*.md"):
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], path.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_points_to_a_file_and_heading_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))

    broken = []
    for link in links:
        target, _, anchor = link.partition("#")
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        file = (page.parent / target) if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_target_named_in_the_documentation_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))

    named = {
        target
        for page in PAGES
        for block, inline in re.findall(
            r"^\s*make ([a-z-]+)|`make ([a-z -]+)`", page.read_text("utf-8"), re.MULTILINE
        )
        for target in (block or inline).split()
    }

    assert {"demo", "test"} <= named
    assert named - targets == set()


@pytest.mark.parametrize("name", ["README.md", "README.nb.md"])
def test_the_readme_shows_both_commands_a_picture_and_the_way_to_a_live_bot(name: str) -> None:
    steps = [
        "```sh\nmake demo\n```",
        "```sh\nmake test\n```",
        "/newbot",
        "klyngebot doctor",
        "klyngebot partners import",
        "klyngebot run",
        "klyngebot leader code",
        "/lenker",
    ]

    assert [step for step in steps if step not in text(name)] == []
    assert "(docs/images/demo.png)" in text(name)


def test_the_changelog_names_the_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]

    assert f"## [{version}]" in text("CHANGELOG.md")


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    places = [r"/(?:home|Users)/[a-z]", r"/roo[t]/"]  # so spelt, it does not name one itself
    if Path("/opt/klyngebot") != ROOT:  # where the operator's guide puts it
        places.append(rf"(?<![\w.-]){re.escape(str(ROOT))}(?![\w-])")
    pattern = re.compile("|".join(places).encode())

    assert [str(path) for path in project_files() if pattern.search(path.read_bytes())] == []


def test_no_file_names_a_package_index() -> None:
    pattern = re.compile(rb"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|--(?:extra-)?index-url")

    assert [str(path) for path in project_files() if pattern.search(path.read_bytes())] == []


def test_migrations_are_numbered_without_gaps() -> None:
    steps = migrations()

    assert [step.version for step in steps] == list(range(1, len(steps) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", step.name) for step in steps)
