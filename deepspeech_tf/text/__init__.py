"""Text side of the system: alphabets and the edit distance."""
