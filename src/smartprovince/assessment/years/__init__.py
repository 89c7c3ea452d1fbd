"""A region over the years: each result of one instrument, the change between two, and the scorecard on paper."""
