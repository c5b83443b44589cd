"""``python -m klyngebot`` is ``klyngebot``."""

from klyngebot.cli import main

main()
