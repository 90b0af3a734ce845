import CDeepSpeech

/// An acoustic model, optionally with a scorer. It is released with its last reference, or earlier by `free`.
///
/// Different streams, even of one model, may be used in different threads. Do not free a model during another call.
public final class DeepSpeechModel {
    private var modelCtx: OpaquePointer?

    /// Loads an exported .tflite file, or a .pb or .pbmm file of DeepSpeech 0.7 to 0.9.3.
    ///
    /// - Throws: `DeepSpeechError`, like the other methods.
    public init(modelPath: String) throws {
        try checkText(modelPath)
        try check(DS_CreateModel(modelPath, &modelCtx))
    }

    /// Loads a model from the contents of its file, which are copied.
    public init(modelBuffer: [UInt8]) throws {
        let size = try unsigned(modelBuffer.count)
        try modelBuffer.withUnsafeBytes { bytes in
            try check(DS_CreateModelFromBuffer(bytes.bindMemory(to: CChar.self).baseAddress, size, &modelCtx))
        }
    }

    deinit {
        DS_FreeModel(modelCtx)
    }

    /// Releases the model now. Streams of it go on. Freeing it again does nothing.
    public func free() {
        DS_FreeModel(modelCtx)
        modelCtx = nil
    }

    private func opened() throws -> OpaquePointer {
        guard let handle = modelCtx else {
            throw DeepSpeechError.closed
        }
        return handle
    }

    /// The number of hypotheses that the decoder keeps; 0 after `free`.
    public func getBeamWidth() -> Int {
        return Int(DS_GetModelBeamWidth(modelCtx))
    }

    /// Sets the beam width of streams created later.
    public func setBeamWidth(beamWidth: Int) throws {
        try check(DS_SetModelBeamWidth(opened(), unsigned(beamWidth)))
    }

    /// The sampling rate in Hz that the model expects; 0 after `free`.
    public var sampleRate: Int {
        return Int(DS_GetModelSampleRate(modelCtx))
    }

    /// The number of threads that run the acoustic model; 0 after `free`.
    public func getThreads() -> Int {
        return Int(DS_GetModelThreads(modelCtx))
    }

    /// Sets the number of threads; 0 means one per processor, which is also the limit.
    public func setThreads(threads: Int) throws {
        try check(DS_SetModelThreads(opened(), unsigned(threads)))
    }

    /// Sets whether streams created later keep the outputs of the acoustic model.
    public func setKeepEmissions(keep: Bool) throws {
        try check(DS_SetModelKeepEmissions(opened(), keep ? 1 : 0))
    }

    /// Sets whether streams created later treat the last word as DeepSpeech 0.9.3, the default, or correctly.
    public func setDecoderCompat(like09: Bool) throws {
        try check(DS_SetModelDecoderCompat(opened(), like09 ? 1 : 0))
    }

    /// Uses a .scorer package. If it cannot be loaded, the previous one stays.
    public func enableExternalScorer(scorerPath: String) throws {
        try checkText(scorerPath)
        try check(DS_EnableExternalScorer(opened(), scorerPath))
    }

    /// Uses the contents of a .scorer package, which are copied.
    public func enableExternalScorer(scorerBuffer: [UInt8]) throws {
        let (handle, size) = (try opened(), try unsigned(scorerBuffer.count))
        try scorerBuffer.withUnsafeBytes { bytes in
            let data = bytes.bindMemory(to: CChar.self).baseAddress
            try check(DS_EnableExternalScorerFromBuffer(handle, data, size))
        }
    }

    /// Decodes streams created later without a scorer.
    public func disableExternalScorer() throws {
        try check(DS_DisableExternalScorer(opened()))
    }

    /// Sets the weights of the language model and of each word. NaN leaves a weight unchanged.
    public func setScorerAlphaBeta(alpha: Float, beta: Float) throws {
        try check(DS_SetScorerAlphaBeta(opened(), alpha, beta))
    }

    /// Boosts a word in streams created later; a negative boost suppresses it. It needs a scorer.
    public func addHotWord(word: String, boost: Float) throws {
        try checkText(word)
        try check(DS_AddHotWord(opened(), word, boost))
    }

    /// Removes the boost of a word.
    public func eraseHotWord(word: String) throws {
        try checkText(word)
        try check(DS_EraseHotWord(opened(), word))
    }

    /// Removes all boosts.
    public func clearHotWords() throws {
        try check(DS_ClearHotWords(opened()))
    }

    /// What is accepted, but probably wrong, in the settings.
    public func warnings() throws -> [String] {
        return takeText(DS_GetModelWarnings(try opened())).split(separator: "\n").map(String.init)
    }

    /// Transcribes samples: 16 bits, mono, at the sampling rate of the model.
    public func speechToText(buffer: [Int16]) throws -> String {
        return try buffer.withUnsafeBufferPointer { try speechToText(buffer: $0) }
    }

    /// Transcribes samples: 16 bits, mono, at the sampling rate of the model.
    public func speechToText(buffer: UnsafeBufferPointer<Int16>) throws -> String {
        return takeText(try checked(DS_SpeechToText(opened(), buffer.baseAddress, unsigned(buffer.count))))
    }

    /// Returns up to `numResults` transcripts with tokens, times and confidence.
    public func speechToTextWithMetadata(buffer: [Int16], numResults: Int) throws -> DeepSpeechMetadata {
        return try buffer.withUnsafeBufferPointer {
            try speechToTextWithMetadata(buffer: $0, numResults: numResults)
        }
    }

    /// Returns up to `numResults` transcripts with tokens, times and confidence.
    public func speechToTextWithMetadata(
        buffer: UnsafeBufferPointer<Int16>, numResults: Int
    ) throws -> DeepSpeechMetadata {
        let (size, count) = (try unsigned(buffer.count), try unsigned(numResults))
        return DeepSpeechMetadata(
            taking: try checked(DS_SpeechToTextWithMetadata(opened(), buffer.baseAddress, size, count)))
    }

    /// The same with the outputs of the acoustic model.
    public func speechToTextWithEmissions(buffer: [Int16], numResults: Int) throws -> DeepSpeechMetadata {
        let (size, count) = (try unsigned(buffer.count), try unsigned(numResults))
        return DeepSpeechMetadata(taking: try checked(DS_SpeechToTextWithEmissions(opened(), buffer, size, count)))
    }

    /// The words of the best transcript, with times and confidences.
    public func speechToTextWithWords(buffer: [Int16]) throws -> DeepSpeechTimedWords {
        let size = try unsigned(buffer.count)
        return DeepSpeechTimedWords(taking: try checked(DS_SpeechToTextWithWords(opened(), buffer, size)))
    }

    /// Starts an utterance with the present settings. The stream may outlive the model.
    public func createStream() throws -> DeepSpeechStream {
        var stream: OpaquePointer?
        try check(DS_CreateStream(opened(), &stream))
        return DeepSpeechStream(streamContext: try checked(stream))
    }
}

/// Converts a recording of one channel, in which full scale is 1.0, to another sampling rate in Hz and to 16 bits.
public func DeepSpeechResample(buffer: [Float], fromRate: Int, toRate: Int) throws -> [Int16] {
    let (size, source, target) = (try unsigned(buffer.count), try unsigned(fromRate), try unsigned(toRate))
    var count: UInt32 = 0
    try check(DS_ResampleAudio(buffer, size, source, target, nil, 0, &count))
    var result = [Int16](repeating: 0, count: Int(count))
    if count > 0 {
        let room = count
        try check(DS_ResampleAudio(buffer, size, source, target, &result, room, &count))
    }
    return result
}
