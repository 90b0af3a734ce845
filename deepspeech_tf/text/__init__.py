"""Text processing: alphabets, alignment, edit distance and error rates."""
