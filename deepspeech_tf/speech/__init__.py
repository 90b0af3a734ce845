"""Long recordings and the native client: media files, cuts in pauses, words with times, formats."""
