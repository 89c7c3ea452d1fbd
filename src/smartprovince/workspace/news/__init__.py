"""News: what others did that concerns a person: which actions tell whom, mails by day and week, choices, the outbox."""
