"""The register as a whole."""

from klyngebot.store.database import Reader


async def revision(db: Reader) -> int:
    """Return a number that is another after every change of partners, people and terms."""
    number: int = await db.value("SELECT n FROM register_revision")
    return number
