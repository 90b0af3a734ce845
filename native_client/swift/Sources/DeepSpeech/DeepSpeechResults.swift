import CDeepSpeech

/// One token: a character, or a byte in bytes mode.
public struct DeepSpeechTokenMetadata {
    public let text: String
    /// Row of the model's output.
    public let timestep: Int
    /// Seconds from the start of the audio.
    public let startTime: Float

    init(fromInternal token: TokenMetadata) {
        text = String(cString: token.text)
        timestep = Int(token.timestep)
        startTime = token.start_time
    }
}

/// One of several transcripts.
public struct DeepSpeechCandidateTranscript {
    public let tokens: [DeepSpeechTokenMetadata]
    /// Natural logarithm of the score, including scorer and hot-words; comparable only for the same audio.
    public let confidence: Double

    /// The tokens as one text.
    public var text: String {
        return tokens.map { $0.text }.joined()
    }

    init(fromInternal transcript: CandidateTranscript) {
        tokens = UnsafeBufferPointer(start: transcript.tokens, count: Int(transcript.num_tokens))
            .map { DeepSpeechTokenMetadata(fromInternal: $0) }
        confidence = transcript.confidence
    }
}

/// The outputs of the acoustic model before decoding.
public struct DeepSpeechEmissions {
    /// The labels of the alphabet; the last one, empty, is the CTC blank.
    public let symbols: [String]
    public let numTimesteps: Int
    /// Of symbol s at timestep t: `values[t * symbols.count + s]`.
    public let values: [Double]

    init(fromInternal emissions: AcousticModelEmissions) {
        symbols = (0..<Int(emissions.num_symbols)).map { String(cString: emissions.symbols[$0]!) }
        numTimesteps = Int(emissions.num_timesteps)
        values = Array(UnsafeBufferPointer(start: emissions.emissions, count: symbols.count * numTimesteps))
    }
}

/// Transcripts, best first.
public struct DeepSpeechMetadata {
    public let transcripts: [DeepSpeechCandidateTranscript]
    /// The outputs of the model, if the call returns them and the stream kept them.
    public let emissions: DeepSpeechEmissions?

    init(taking metadata: UnsafeMutablePointer<Metadata>) {
        defer { DS_FreeMetadata(metadata) }
        transcripts = UnsafeBufferPointer(
            start: metadata.pointee.transcripts, count: Int(metadata.pointee.num_transcripts)
        ).map { DeepSpeechCandidateTranscript(fromInternal: $0) }
        emissions = nil
    }

    init(taking metadata: UnsafeMutablePointer<MetadataWithEmissions>) {
        defer { DS_FreeMetadataWithEmissions(metadata) }
        transcripts = UnsafeBufferPointer(
            start: metadata.pointee.transcripts, count: Int(metadata.pointee.num_transcripts)
        ).map { DeepSpeechCandidateTranscript(fromInternal: $0) }
        emissions = metadata.pointee.emissions.map { DeepSpeechEmissions(fromInternal: $0.pointee) }
    }
}

/// A word with its times.
public struct DeepSpeechTimedWord {
    public let text: String
    /// Of the first token, in seconds from the start of the audio.
    public let startTime: Float
    /// Of the following space, at most 0.2 s after the last token, in seconds.
    public let endTime: Float
    /// Proportion of the hypotheses that contain the word here, from 0 to 1.
    public let confidence: Double
}

/// The words of the best transcript.
public struct DeepSpeechTimedWords {
    public let words: [DeepSpeechTimedWord]
    /// Proportion of the hypotheses with exactly these words, from 0 to 1.
    public let confidence: Double

    init(taking timed: UnsafeMutablePointer<TimedWords>) {
        defer { DS_FreeTimedWords(timed) }
        words = UnsafeBufferPointer(start: timed.pointee.words, count: Int(timed.pointee.num_words)).map {
            DeepSpeechTimedWord(
                text: String(cString: $0.text), startTime: $0.start_time, endTime: $0.end_time,
                confidence: $0.confidence)
        }
        confidence = timed.pointee.confidence
    }
}
