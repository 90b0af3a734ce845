import CDeepSpeech

/// One utterance, created by `DeepSpeechModel.createStream`. It ends with one of the `finishStream` methods or `free`, and
/// is released with its last reference. Use it in one thread at a time. The methods throw `DeepSpeechError`.
public final class DeepSpeechStream {
    private var streamCtx: OpaquePointer?

    init(streamContext: OpaquePointer) {
        streamCtx = streamContext
    }

    deinit {
        DS_FreeStream(streamCtx)
    }

    /// Releases the stream without decoding it. It does nothing to a stream that has ended.
    public func free() {
        DS_FreeStream(streamCtx)
        streamCtx = nil
    }

    private func opened() throws -> OpaquePointer {
        guard let handle = streamCtx else {
            throw DeepSpeechError.closed
        }
        return handle
    }

    /// Calls a function that leaves the stream as it is.
    private func decode<Result>(_ call: (OpaquePointer) -> Result?) throws -> Result {
        let handle = try opened()
        let result = call(handle)
        return try checked(result, status: DS_GetStreamStatus(handle))
    }

    /// Calls a function that releases the stream.
    private func finish<Result>(_ call: (OpaquePointer) -> Result?) throws -> Result {
        let handle = try opened()
        let status = DS_GetStreamStatus(handle)
        streamCtx = nil
        return try checked(call(handle), status: status)
    }

    /// Appends samples. The result does not depend on how the audio is split.
    public func feedAudioContent(buffer: [Int16]) throws {
        try buffer.withUnsafeBufferPointer { try feedAudioContent(buffer: $0) }
    }

    /// Appends samples. The result does not depend on how the audio is split.
    public func feedAudioContent(buffer: UnsafeBufferPointer<Int16>) throws {
        let handle = try opened()
        DS_FeedAudioContent(handle, buffer.baseAddress, try unsigned(buffer.count))
        try check(DS_GetStreamStatus(handle))
    }

    /// The transcript so far.
    public func intermediateDecode() throws -> String {
        return takeText(try decode { DS_IntermediateDecode($0) })
    }

    /// Up to `numResults` transcripts so far.
    public func intermediateDecodeWithMetadata(numResults: Int) throws -> DeepSpeechMetadata {
        let count = try unsigned(numResults)
        return DeepSpeechMetadata(taking: try decode { DS_IntermediateDecodeWithMetadata($0, count) })
    }

    /// The transcript that `finishStream` would return now. The stream is unchanged.
    public func intermediateDecodeFlushBuffers() throws -> String {
        return takeText(try decode { DS_IntermediateDecodeFlushBuffers($0) })
    }

    /// What `finishStreamWithMetadata` would return now. The stream is unchanged.
    public func intermediateDecodeWithMetadataFlushBuffers(numResults: Int) throws -> DeepSpeechMetadata {
        let count = try unsigned(numResults)
        return DeepSpeechMetadata(taking: try decode { DS_IntermediateDecodeWithMetadataFlushBuffers($0, count) })
    }

    /// The words so far; the last one may be incomplete.
    public func intermediateDecodeWithWords() throws -> DeepSpeechTimedWords {
        return DeepSpeechTimedWords(taking: try decode { DS_IntermediateDecodeWithWords($0) })
    }

    /// The outputs of the acoustic model from a timestep on; nil if the stream does not keep them.
    public func emissions(firstTimestep: Int = 0) throws -> DeepSpeechEmissions? {
        let handle = try opened()
        let first = try unsigned(firstTimestep)
        try check(DS_GetStreamStatus(handle))
        guard let emissions = DS_GetStreamEmissions(handle, first) else {
            return nil
        }
        defer { DS_FreeEmissions(emissions) }
        return DeepSpeechEmissions(fromInternal: emissions.pointee)
    }

    /// Seconds from the end of the last speech to the last sample. To detect the end of an utterance, wait until it
    /// reaches, for example, 0.8 after text was recognized.
    public func trailingSilence() throws -> Float {
        return DS_GetStreamTrailingSilence(try opened())
    }

    /// Computes the rest of the audio, returns the transcript and ends the stream.
    public func finishStream() throws -> String {
        return takeText(try finish { DS_FinishStream($0) })
    }

    /// The same with tokens, times and confidence of up to `numResults` transcripts.
    public func finishStreamWithMetadata(numResults: Int) throws -> DeepSpeechMetadata {
        let count = try unsigned(numResults)
        return DeepSpeechMetadata(taking: try finish { DS_FinishStreamWithMetadata($0, count) })
    }

    /// The same with the outputs of the acoustic model, if the stream keeps them.
    public func finishStreamWithEmissions(numResults: Int) throws -> DeepSpeechMetadata {
        let count = try unsigned(numResults)
        return DeepSpeechMetadata(taking: try finish { DS_FinishStreamWithEmissions($0, count) })
    }

    /// The same with the words of the best transcript, their times and confidences.
    public func finishStreamWithWords() throws -> DeepSpeechTimedWords {
        return DeepSpeechTimedWords(taking: try finish { DS_FinishStreamWithWords($0) })
    }
}
