"""What importers of corpora share: fetching, unpacking, converting, filtering, splitting, writing."""
