"""Commands that Coqui STT has in this subpackage."""
