"""What every binding must show, and the tests that show it, by language."""

from __future__ import annotations

from dataclasses import dataclass

POINTS = (
    "installs from its own package, without Python",
    "transcribes the golden recordings, bit by bit as Python",
    "streams",
    "metadata and words are equal to those of Python",
    "hot-words",
    "a missing model is an error",
    "a bad scorer is an error",
    "use after free is refused",
    "1,000 rounds of load and free without growth",
    "two streams on two threads",
    "example client",
)
INSTALLS, GOLDEN, STREAMS, METADATA, HOT_WORDS, NO_MODEL, BAD_SCORER, FREED, GROWTH, THREADS, CLIENT = POINTS


@dataclass(frozen=True)
class Evidence:
    """A test of pytest that must pass, and the test in the binding's own language that it runs, if any.

    Attributes:
        test: a function of `tests/bindings/test_LANGUAGE.py`, with all its parameters.
        own: a text of the file `source`, which names the binding's own test.
        source: path of that file in `native_client/LANGUAGE`.
    """

    test: str
    own: str = ""
    source: str = ""


def _equal_results(test: str = "test_same_results_as_python") -> dict[str, tuple[Evidence, ...]]:
    """The points that the comparison of reports (`tests/bindings/report.py`) shows."""
    return dict.fromkeys((GOLDEN, STREAMS, METADATA, THREADS, HOT_WORDS), (Evidence(test),))


def _own(source: str, **names: str) -> dict[str, tuple[Evidence, ...]]:
    """Points that a binding's own tests show: by the name of the point's constant here."""
    return {globals()[point]: (Evidence("test_own_tests", name, source),) for point, name in names.items()}


OTHERS = "test_program_of_others_with_the_package"
_JAVA = "src/test/java/org/deepspeech/libdeepspeech"
EVIDENCE: dict[str, dict[str, tuple[Evidence, ...]]] = {
    "javascript": {
        INSTALLS: (Evidence("test_package_installs_without_python"),),
        **dict.fromkeys((GOLDEN, STREAMS, METADATA), (Evidence("test_results_are_those_of_python"),)),
        **_own(
            "test/model.test.js",
            HOT_WORDS="test('hot-words'",
            NO_MODEL="test('a missing model and a bad scorer are errors'",
            BAD_SCORER="test('a missing model and a bad scorer are errors'",
        ),
        FREED: (
            Evidence("test_own_tests", "test('a model that was freed is refused", "test/model.test.js"),
            Evidence("test_own_tests", "test('a stream that was finished or freed", "test/stream.test.js"),
        ),
        **_own("test/memory.test.js", GROWTH="test('models that are freed leave nothing'"),
        **_own("test/threads.test.js", THREADS="test('two streams on two threads"),
        **_own("test/client.test.js", CLIENT="test('transcripts on stdout, whatever the options'"),
    },
    "java": {
        INSTALLS: (Evidence("test_program_of_0_9_3_with_the_package"), Evidence("test_kotlin")),
        **_equal_results(),
        **_own(
            f"{_JAVA}/ModelTest.java",
            NO_MODEL="void missingModelAndBadScorer(",
            BAD_SCORER="void missingModelAndBadScorer(",
        ),
        FREED: (
            Evidence("test_own_tests", "void freedModelIsRefused(", f"{_JAVA}/ModelTest.java"),
            Evidence("test_own_tests", "void endedStreamIsRefused(", f"{_JAVA}/StreamTest.java"),
        ),
        **_own(f"{_JAVA}/MemoryTest.java", GROWTH="void loadingAndFreeing("),
        CLIENT: (Evidence("test_example_client"),),
    },
    "dotnet": {
        INSTALLS: (Evidence(OTHERS),),
        **_equal_results(),
        **_own(
            "Tests/Golden.cs",
            NO_MODEL="void MissingModelAndBadScorer(",
            BAD_SCORER="void MissingModelAndBadScorer(",
        ),
        **_own("Tests/Lifetimes.cs", FREED="void UseAfterDisposal(", GROWTH="void NothingGrows("),
        CLIENT: (Evidence("test_example_client"),),
    },
    "go": {
        INSTALLS: (Evidence(OTHERS),),
        **_equal_results(),
        **_own(
            "deepspeech_test.go",
            NO_MODEL="func TestMissingModelAndBadScorer(",
            BAD_SCORER="func TestMissingModelAndBadScorer(",
        ),
        FREED: (
            Evidence("test_own_tests", "func TestClosedModel(", "deepspeech_test.go"),
            Evidence("test_own_tests", "func TestEndedStream(", "stream_test.go"),
        ),
        **_own("stream_test.go", GROWTH="func TestNothingGrows("),
        CLIENT: (Evidence("test_example_client"),),
    },
    "rust": {
        INSTALLS: (Evidence(OTHERS),),
        **_equal_results(),
        **_own(
            "tests/golden.rs",
            NO_MODEL="fn missing_model_and_bad_scorer(",
            BAD_SCORER="fn missing_model_and_bad_scorer(",
        ),
        **_own("src/lib.rs", FREED="compile_fail,E0382"),
        **_own("tests/growth.rs", GROWTH="fn nothing_grows("),
        CLIENT: (Evidence("test_example_client"),),
    },
    "nim": {
        INSTALLS: (Evidence("test_program_with_the_installed_package"),),
        **_equal_results(),
        **_own(
            "tests/golden.nim",
            NO_MODEL='test "missing model and bad scorer"',
            BAD_SCORER='test "missing model and bad scorer"',
            FREED='test "use after release"',
        ),
        GROWTH: (Evidence("test_a_thousand_rounds_do_not_grow"),),
        CLIENT: (Evidence("test_example_client"),),
    },
}
