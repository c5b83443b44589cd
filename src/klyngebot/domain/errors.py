"""What can be wrong with a request; each is shown as a sentence, never as a class name."""


class KlyngebotError(Exception):
    """Anything a person can be told about in their own words."""


class NotFoundError(KlyngebotError):
    """What was asked for is not there, or not any more."""


class NotAllowedError(KlyngebotError):
    """The caller's role does not reach this."""


class NotPrivateError(KlyngebotError):
    """This is answered only in a private chat."""


class LinkExpiredError(KlyngebotError):
    """A join link or code is wrong, used, expired or revoked; which one is not told."""


class IllegalTransitionError(KlyngebotError):
    """A state does not follow the current one."""


class NoDraftError(KlyngebotError):
    """The draft this belongs to is finished or cancelled."""


class SentError(NoDraftError):
    """It belongs to a broadcast that is confirmed, and no draft any more.

    Args:
        broadcast: Its id.
        title: Its first line; empty where there is none.
    """

    def __init__(self, broadcast: int, title: str) -> None:
        super().__init__()
        self.broadcast = broadcast
        self.title = title


class BadInputError(KlyngebotError):
    """What somebody typed cannot be used.

    Args:
        problem: Which rule it breaks; ``render`` has a sentence for each.
        values: What the sentence names, such as the length and the limit.
    """

    def __init__(self, problem: str, **values: object) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = values
