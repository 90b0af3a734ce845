"""Order of the work of streams and recordings."""

from __future__ import annotations

import asyncio
import threading
import weakref

import numpy as np
import pytest

from deepspeech_tf.speech.live import Update
from deepspeech_tf.speech.recognizer import RecognizerConfig, SpokenWord
from tests.sets import ROOT
from tests.speech.recordings import RATE_HZ, sentence

pytest.importorskip("prometheus_client")

from deepspeech_tf.serving.engine import Engine
from deepspeech_tf.serving.recordings import RecordingWork
from deepspeech_tf.serving.session import Session
from deepspeech_tf.serving.settings import ServerConfig
from deepspeech_tf.serving.stream_socket import VoskConversation
from deepspeech_tf.serving.workers import Urgency, Workers
from tests.speech.recordings import SENTENCE_FILE

DIGITS = ROOT / "models" / "digits"


class Gate:
    """Keeps a worker busy until it is opened."""

    def __init__(self, submit) -> None:
        self._is_open, entered = threading.Event(), threading.Event()
        submit(Urgency.FINAL, lambda: (entered.set(), self._is_open.wait(60)))
        assert entered.wait(60)

    def open(self) -> None:
        self._is_open.set()


@pytest.fixture
def workers():
    made = Workers(1)
    yield made
    made.close()


@pytest.fixture
def engine():
    made = Engine(ServerConfig({"digits": RecognizerConfig(next(DIGITS.glob("*.tflite")))}, workers=1))
    yield made
    made.close()


def test_urgent_work_comes_first(workers) -> None:
    gate, done = Gate(workers.submit), []
    waited = [
        workers.submit(urgency, lambda name=name: done.append(name))
        for name, urgency in (
            ("recording", Urgency.RECORDING), ("live", Urgency.LIVE), ("second live", Urgency.LIVE),
            ("final", Urgency.FINAL),
        )
    ]  # fmt: skip
    gate.open()
    for future in waited:
        future.result(60)
    assert done == ["final", "live", "second live", "recording"]


def test_errors_come_back_and_the_thread_goes_on(workers) -> None:
    with pytest.raises(ZeroDivisionError):
        workers.submit(Urgency.LIVE, lambda: 1 // 0).result(60)
    assert workers.submit(Urgency.LIVE, lambda: 7).result(60) == 7


def test_close_cancels_what_waits() -> None:
    workers = Workers(1)
    gate, done = Gate(workers.submit), []
    future = workers.submit(Urgency.LIVE, lambda: done.append(1))
    threading.Timer(0.1, gate.open).start()
    workers.close()
    assert future.cancelled() and not done


def session_of(engine) -> Session:
    async def deliver(updates) -> None:
        pass

    return Session(engine, engine.recognizer(None), "stream", deliver, RATE_HZ)


def test_end_of_speech_overtakes_other_streams(engine) -> None:
    """What a stream has not computed yet becomes urgent when its end comes."""
    order: list[str] = []  # as the worker computes

    async def talk() -> None:
        session, gate = session_of(engine), Gate(engine.submit)
        finish = session._live.finish
        session._live.finish = lambda: (order.append("final"), finish())[1]
        others = [engine.submit(Urgency.LIVE, lambda: order.append("other")) for _ in range(3)]
        await session.feed(sentence().tobytes()[: RATE_HZ * 2])  # is queued behind the others
        await asyncio.sleep(0)
        submit, is_submitted = engine.submit, asyncio.Event()
        engine.submit = lambda *job: (is_submitted.set(), submit(*job))[1]
        end = asyncio.create_task(session.finish())
        await asyncio.wait_for(is_submitted.wait(), 60)
        gate.open()
        await end
        await asyncio.gather(*map(asyncio.wrap_future, others))
        await session.close()

    asyncio.run(talk())
    assert order == ["final", "other", "other", "other"]


def test_audio_is_computed_while_it_arrives(engine) -> None:
    """When the end comes, only the newest part is left to be computed."""
    fed: list[int] = []

    async def talk() -> None:
        session = session_of(engine)
        feed = session._live.feed
        session._live.feed = lambda samples: (fed.append(len(samples)), feed(samples))[1]
        data = sentence().tobytes()[: 3 * RATE_HZ * 2]
        for first in range(0, len(data), 1600):  # 50 ms
            await session.feed(data[first : first + 1600])
            await session.settle()
        before = sum(fed)
        await session.finish()
        assert before >= (3 - 0.2) * RATE_HZ
        await session.close()

    asyncio.run(talk())
    assert sum(fed) == 3 * RATE_HZ
    assert len(fed) <= 3 / 0.2 + 1  # not for every small message


def test_vosk_final_has_each_word_once(engine) -> None:
    """The last audio may bring a partial result, with the words of the final one."""
    sent: list[dict] = []

    class Socket:
        async def send_json(self, message) -> None:
            sent.append(message)

    class Ending:
        def __init__(self, conversation) -> None:
            self.conversation = conversation

        async def finish(self) -> None:
            words = (SpokenWord("no", 0.1, 0.3, 0.99), SpokenWord("one", 0.4, 0.6, 0.99))
            partial = Update(0, words[:1], words[1:])
            await self.conversation.deliver([partial, Update(0, words, is_final=True)])

    async def talk() -> None:
        conversation = VoskConversation(Socket(), engine)
        conversation.session = Ending(conversation)
        assert not await conversation.on_text({"eof": 1})

    asyncio.run(talk())
    assert [message["text"] for message in sent] == ["no one"]


def test_recordings_leave_room_between_steps(engine) -> None:
    """The work of a recording is divided, so that a stream waits for a second of audio at most."""
    steps: list[Urgency] = []
    submit = engine.submit
    engine.submit = lambda urgency, work: (steps.append(urgency), submit(urgency, work))[1]

    async def transcribe():
        with open(SENTENCE_FILE, "rb") as file:
            return await RecordingWork(engine, engine.recognizer(None), file).transcript()

    transcript = asyncio.run(transcribe())
    assert transcript.segments
    assert steps.count(Urgency.RECORDING) == len(steps) >= 3


def test_words_in_steps_are_the_words(engine) -> None:
    recognizer = engine.recognizer(None)
    samples = np.tile(sentence(), 2)
    *steps, words = recognizer.words_in_steps(samples, RATE_HZ)
    assert steps == [None] * -(-len(samples) // RATE_HZ)
    assert words == recognizer.words(samples, RATE_HZ)


def test_the_same_settings_share_a_model(engine) -> None:
    async def both() -> None:
        default = engine.recognizer(None)
        assert await engine.tuned(default, {}) is default
        one = await engine.tuned(default, {"beam_width": 20})
        assert one is not default and one is await engine.tuned(default, {"beam_width": "20"})
        assert one is not await engine.tuned(default, {"beam_width": 21})
        last = weakref.ref(one)
        del one
        assert last() is None  # it is freed after its last user

    asyncio.run(both())
