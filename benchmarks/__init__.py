"""Figures, one script each. They are printed, never asserted: a slow machine is not a fault of the code."""
