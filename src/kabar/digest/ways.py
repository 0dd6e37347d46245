"""What every way out has in common: how a failure is told."""


class WayError(Exception):
    """A message did not go out; the words are for the person who set the channel up.

    retry: whether trying again may help. uncertain: it may have arrived all the same, so it is not tried again.
    gone: the other side will never take anything through this channel again.
    """

    def __init__(
        self,
        message: str,
        *,
        retry: bool = True,
        uncertain: bool = False,
        gone: bool = False,
        after_seconds: int | None = None,
    ) -> None:
        super().__init__(message)
        self.retry = retry and not uncertain and not gone
        self.uncertain = uncertain
        self.gone = gone
        self.after_seconds = after_seconds
