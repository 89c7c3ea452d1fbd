"""What can be wrong with the input of this package."""


class MatchingError(ValueError):
    """Texts, keys or synonyms that cannot be indexed or asked for; the message says what and how to mend it."""
