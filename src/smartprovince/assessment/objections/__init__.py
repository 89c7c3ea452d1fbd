"""*Sanggahan*: a region disputes single verdicts, another assessor decides, and everything is kept."""
