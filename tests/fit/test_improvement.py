"""Early stopping and plateaus follow the rules of 0.9.3."""

from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.config import TrainingConfig
from deepspeech_tf.fit.improvement import judge


def run(losses: list[float], config: TrainingConfig) -> list[tuple[bool, int, bool, bool]]:
    progress = Progress()
    seen = []
    for loss in losses:
        verdict = judge(loss, progress, config)
        progress = verdict.progress
        seen.append(
            (verdict.is_best, progress.epochs_without_improvement, verdict.stop, verdict.plateau),
        )
    return seen


def test_a_tiny_improvement_is_saved_but_counts_as_none() -> None:
    config = TrainingConfig(min_delta=0.05)
    assert run([10.0, 9.98, 9.0], config) == [
        (True, 0, False, False),
        (True, 1, False, False),
        (True, 0, False, False),
    ]


def test_early_stop_after_so_many_epochs() -> None:
    config = TrainingConfig(early_stop=True, early_stop_epochs=2)
    assert [stop for _, _, stop, _ in run([5.0, 6.0, 6.0, 6.0], config)] == [False, False, True, True]
    assert not any(stop for _, _, stop, _ in run([5.0, 6.0, 6.0], TrainingConfig(early_stop_epochs=2)))


def test_plateaus_repeat() -> None:
    config = TrainingConfig(reduce_lr_on_plateau=True, plateau_epochs=2)
    assert [p for *_, p in run([5.0, 6.0, 6.0, 6.0, 6.0], config)] == [False, False, True, False, True]
