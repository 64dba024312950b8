class PartlyFailedError(Exception):
    """Raised by a daily task after its work, if parts of it have failed. The task is recorded as failed.

    `counts` are what the other parts counted. The text of the error names the parts that failed."""

    def __init__(self, message: str, counts: dict[str, int]) -> None:
        super().__init__(message)
        self.counts = counts
