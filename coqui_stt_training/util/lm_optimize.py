"""`python -m coqui_stt_training.util.lm_optimize`: the best scorer weights on test sets.

Lists are separated by spaces and switches take true or false: `--train_files a.csv b.csv --early_stop true`.
"""

from deepspeech_tf.commandline.coqui_command import run_as_coqui


def main() -> None:
    """Run the command with the flags of the process."""
    run_as_coqui("optimize")


if __name__ == "__main__":
    main()
