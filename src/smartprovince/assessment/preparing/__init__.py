"""Before a region sends: last year's answers as the start, remarks on a question, what an assessor would send back."""
