"""What can be wrong with the input of this package."""


class BoundaryError(ValueError):
    """The input cannot become boundaries; the message says what, where and how to mend it."""
