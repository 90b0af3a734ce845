import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.deepspeech.libdeepspeech.DeepSpeechException
import org.deepspeech.libdeepspeech.DeepSpeechModel
import org.deepspeech.libdeepspeech.DeepSpeechStreamingState

// Transcribes a recording, with the methods of 0.9.3 as its Android example calls them, and with those that are new:
// MODEL SCORER WAV

private var model: DeepSpeechModel? = null
private var streamContext: DeepSpeechStreamingState? = null

private fun read(path: String): ShortArray {
    val bytes = File(path).readBytes()
    val samples = ShortArray((bytes.size - 44) / 2)
    ByteBuffer.wrap(bytes, 44, bytes.size - 44).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples)
    return samples
}

private fun like093(samples: ShortArray) {
    streamContext = model?.createStream()
    for (begin in samples.indices step 320) {
        val audioData = samples.copyOfRange(begin, minOf(begin + 320, samples.size))
        model?.feedAudioContent(streamContext, audioData, audioData.size)
    }
    println("so far ${model?.intermediateDecode(streamContext)}")
    println("streamed ${model?.finishStream(streamContext)}")
    val best = model!!.sttWithMetadata(samples, samples.size, 2).getTranscript(0)
    println("tokens " + (0 until best.numTokens.toInt()).joinToString("") { best.getToken(it).text })
}

private fun new(samples: ShortArray) = model!!.createStream().use { stream ->
    stream.feedAudioContent(samples)
    println("flushed ${stream.intermediateDecodeFlushBuffers()}")
    val words = stream.finishStreamWithWords()
    println("words " + words.words.joinToString(" ") { it.text })
}

fun main(arguments: Array<String>) {
    try {
        DeepSpeechModel(arguments[0] + ".missing")
    } catch (error: DeepSpeechException) {
        println("missing 0x%X %b".format(error.code, ".missing" in error.details))
    }
    model = DeepSpeechModel(arguments[0]).apply { enableExternalScorer(arguments[1]) }
    model?.setBeamWidth(500L)
    val samples = read(arguments[2])
    println("rate ${model?.sampleRate()}")
    println("text ${model?.stt(samples, samples.size)}")
    like093(samples)
    new(samples)
    model?.freeModel()
    println("freed " + runCatching { model?.stt(samples, samples.size) }.exceptionOrNull()?.javaClass?.simpleName)
}
