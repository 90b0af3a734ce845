"""`python -m deepspeech_tf.serve`: a server for streams and recordings.

python -m deepspeech_tf.serve --port 8000 --wyoming_port 10300
curl -F file=@talk.mp3 -F response_format=srt http://127.0.0.1:8000/v1/audio/transcriptions
"""

from deepspeech_tf.commandline.serve_command import serve_command


def main() -> None:
    """Run the command with the arguments of the process."""
    serve_command(__doc__ or "")


if __name__ == "__main__":
    main()
