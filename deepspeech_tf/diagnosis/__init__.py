"""What is wrong with data sets, found before training begins."""
