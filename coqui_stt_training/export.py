"""`python -m coqui_stt_training.export`: a checkpoint as a TFLite model.

Lists are separated by spaces and switches take true or false: `--train_files a.csv b.csv --early_stop true`.
"""

from deepspeech_tf.commandline.coqui_command import run_as_coqui


def main() -> None:
    """Run the command with the flags of the process."""
    run_as_coqui("export")


if __name__ == "__main__":
    main()
