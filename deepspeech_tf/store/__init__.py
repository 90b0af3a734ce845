"""Models that are found by their names, in a store in the user's data folder or in this repository."""
