"""`python -m coqui_stt_training.generate_scorer_package`: builds a .scorer package."""

from deepspeech.programs import generate_scorer_package


def main() -> None:
    """Run the native program with the options of the process."""
    generate_scorer_package()


if __name__ == "__main__":
    main()
