"""`python -m deepspeech_tf.transcribe`: transcribes recordings of any length, and writes subtitles.

python -m deepspeech_tf.transcribe talk.mp4 --formats srt,txt
python -m deepspeech_tf.transcribe talks/ --recursive --output_dir texts
arecord -f S16_LE -r 16000 -d 60 -t wav | python -m deepspeech_tf.transcribe - --formats json
"""

from deepspeech_tf.commandline.transcribe_command import transcribe_command


def main() -> None:
    """Run the command with the arguments of the process."""
    transcribe_command(__doc__ or "")


if __name__ == "__main__":
    main()
