"""`python -m deepspeech_tf.train`: train, test and export, in this order, as far as the flags ask for it."""

from deepspeech_tf.commandline.command import run_command


def main() -> None:
    """Run the command with the flags of the process."""
    run_command()


if __name__ == "__main__":
    main()
