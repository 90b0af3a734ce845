// Transcribes a WAV file of 16-bit samples, mono, at the sampling rate of the model. With --stream it prints what is
// recognized so far.
import DeepSpeech
import Foundation

struct UsageError: LocalizedError {
    let errorDescription: String?
}

let headerSize = 44

func readSamples(path: String) throws -> [Int16] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    guard data.count >= headerSize, data.prefix(4) == Data("RIFF".utf8) else {
        throw UsageError(errorDescription: "\(path): expected a WAV file")
    }
    let bytes = [UInt8](data.dropFirst(headerSize))
    return stride(from: 0, to: bytes.count - 1, by: 2).map {
        Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
}

/// Options and their values.
func parse(_ arguments: [String]) throws -> [String: String] {
    let known = ["--model", "--scorer", "--audio", "--beam_width", "--hot_words", "--stream"]
    var options: [String: String] = [:]
    var rest = arguments[...]
    while let name = rest.popFirst() {
        guard known.contains(name), let value = rest.popFirst() else {
            throw UsageError(errorDescription: "unknown option, or one without a value: \(name)")
        }
        options[name] = value
    }
    return options
}

func load(_ options: [String: String]) throws -> DeepSpeechModel {
    guard let path = options["--model"] else {
        throw UsageError(errorDescription: "--model is missing")
    }
    let model = try DeepSpeechModel(modelPath: path)
    if let width = options["--beam_width"].flatMap({ Int($0) }) {
        try model.setBeamWidth(beamWidth: width)
    }
    if let scorer = options["--scorer"] {
        try model.enableExternalScorer(scorerPath: scorer)
    }
    for item in options["--hot_words"]?.split(separator: ",") ?? [] {
        let parts = item.split(separator: ":")
        guard parts.count == 2, let boost = Float(parts[1]) else {
            throw UsageError(errorDescription: "expected word:boost, such as two:7.5, got \(item)")
        }
        try model.addHotWord(word: String(parts[0]), boost: boost)
    }
    return model
}

func run() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["--version"] {
        print("DeepSpeech \(DeepSpeechVersion())")
        return
    }
    let options = try parse(arguments)
    let model = try load(options)
    guard let audio = options["--audio"] else {
        throw UsageError(errorDescription: "--audio is missing")
    }
    let samples = try readSamples(path: audio)
    guard let chunk = options["--stream"].flatMap({ Int($0) }), chunk > 0 else {
        print(try model.speechToText(buffer: samples))
        return
    }
    let stream = try model.createStream()
    var last = ""
    for begin in stride(from: 0, to: samples.count, by: chunk) {
        try stream.feedAudioContent(buffer: Array(samples[begin..<min(begin + chunk, samples.count)]))
        let text = try stream.intermediateDecode()
        if text != last {
            print(text)
        }
        last = text
    }
    print(try stream.finishStream())
}

do {
    try run()
} catch {
    let text = "\(error.localizedDescription) \(DeepSpeechErrorDetails())\n"
    FileHandle.standardError.write(Data(text.utf8))
    exit(1)
}
