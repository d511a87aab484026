"""What can go wrong when the appliance or its sample is set up: each message one sentence with what to do."""


class DeployError(Exception):
    """Base of this package's errors."""


class CannotListenError(DeployError):
    """An address or port is not to be had: nothing has been started."""


class DataFolderError(DeployError):
    """The data folder is not ours, in use, or not writable: it is untouched."""


class ProgramFailedError(DeployError):
    """A program ended, or never answered. `tail` holds the last lines that it wrote."""

    def __init__(self, message: str, tail: str) -> None:
        super().__init__(message)
        self.tail = tail
