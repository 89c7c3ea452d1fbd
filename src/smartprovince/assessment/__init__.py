"""Measuring: rounds, answers, line-by-line verification, frozen results, consent and publication."""
