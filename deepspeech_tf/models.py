"""`python -m deepspeech_tf.models`: installs, lists, describes, verifies and removes models.

python -m deepspeech_tf.models list
python -m deepspeech_tf.models add export.zip --name kitchen
python -m deepspeech_tf.models info kitchen
python -m deepspeech_tf.models verify
python -m deepspeech_tf.models remove kitchen
"""

from deepspeech_tf.commandline.models_command import models_command


def main() -> None:
    """Run the command with the arguments of the process."""
    models_command(__doc__ or "")


if __name__ == "__main__":
    main()
