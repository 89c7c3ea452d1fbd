"""What became of one answer, from the first value typed to the published score, told from the trail."""
