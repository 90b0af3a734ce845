"""`python -m deepspeech_tf.export`: a checkpoint as a frozen graph or a TFLite model."""

from deepspeech_tf.commandline.command import run_command


def main() -> None:
    """Run the command with the flags of the process."""
    run_command(
        required="export_dir", unused=("train_files", "test_files", "one_shot_infer"), divided="alphabet"
    )


if __name__ == "__main__":
    main()
