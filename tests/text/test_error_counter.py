"""Error rates over several pairs."""

from deepspeech_tf.text.error_counter import ErrorCounter


def test_rates() -> None:
    errors = ErrorCounter()
    errors.add("one two three", "one too three")
    errors.add("four", "")
    assert errors.wer == 2 / 4
    assert errors.cer == (1 + 4) / (13 + 4)


def test_nothing_and_too_much() -> None:
    errors = ErrorCounter()
    assert (errors.wer, errors.cer) == (0.0, 0.0)
    errors.add("a", "b c d e")
    assert (errors.wer, errors.cer) == (1.0, 1.0)
