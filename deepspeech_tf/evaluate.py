"""`python -m deepspeech_tf.evaluate`: the error rates of a checkpoint on test sets."""

from deepspeech_tf.commandline.command import run_command


def main() -> None:
    """Run the command with the flags of the process."""
    run_command(required="test_files", unused=("train_files", "export_dir", "one_shot_infer"), divided="test")


if __name__ == "__main__":
    main()
