"""What reports as HTML pages are made of."""
