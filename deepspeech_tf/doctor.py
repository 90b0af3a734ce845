"""`python -m deepspeech_tf.doctor`: finds problems of data sets before training."""

from deepspeech_tf.commandline.command import run_command


def main() -> None:
    """Run the command with the flags of the process."""
    run_command(unused=("export_dir", "one_shot_infer"), divided="all", work="doctor")


if __name__ == "__main__":
    main()
