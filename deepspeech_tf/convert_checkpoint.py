"""`python -m deepspeech_tf.convert_checkpoint`: converts a checkpoint for DeepSpeech 0.9.3."""

from deepspeech_tf.commandline.command import run_command


def main() -> None:
    """Run the command with the flags of the process."""
    run_command(
        required="save_checkpoint_dir",
        unused=("auto_input_dataset", "train_files", "test_files", "export_dir", "one_shot_infer"),
        work="convert",
    )


if __name__ == "__main__":
    main()
