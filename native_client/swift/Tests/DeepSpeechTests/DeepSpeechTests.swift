import DeepSpeech
import Foundation
import XCTest

/// The package on the golden recordings.
final class DeepSpeechTests: XCTestCase {
    private let golden = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../../tests/golden").standardized

    private var modelPath: String {
        return golden.appendingPathComponent("model/output_graph.tflite").path
    }

    private func load() throws -> DeepSpeechModel {
        let model = try DeepSpeechModel(modelPath: modelPath)
        try model.enableExternalScorer(scorerPath: golden.appendingPathComponent("kenlm.scorer").path)
        return model
    }

    private func samples() throws -> [Int16] {
        let data = try Data(contentsOf: golden.appendingPathComponent("wav/test0000.wav"))
        let bytes = [UInt8](data.dropFirst(44))
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
    }

    func testWholeAndStreamed() throws {
        let (model, audio) = (try load(), try samples())
        XCTAssertEqual(try model.speechToText(buffer: audio), "two nine six four")
        let stream = try model.createStream()
        model.free()
        model.free()
        try stream.feedAudioContent(buffer: audio)
        XCTAssertEqual(try stream.intermediateDecodeFlushBuffers(), "two nine six four")
        let metadata = try stream.finishStreamWithMetadata(numResults: 3)
        XCTAssertEqual(metadata.transcripts.count, 3)
        XCTAssertEqual(metadata.transcripts[0].text, "two nine six four")
    }

    func testErrors() throws {
        XCTAssertThrowsError(try DeepSpeechModel(modelPath: "missing.tflite")) {
            XCTAssertEqual($0 as? DeepSpeechError, .failInitMmap(errorCode: 0x3000))
            XCTAssertEqual(($0 as? DeepSpeechError)?.errorCode, 0x3000)
        }
        let model = try load()
        XCTAssertThrowsError(try model.enableExternalScorer(scorerPath: modelPath)) {
            XCTAssertEqual($0 as? DeepSpeechError, .invalidScorer(errorCode: 0x2002))
        }
        let stream = try model.createStream()
        XCTAssertEqual(try stream.finishStream(), "")
        XCTAssertThrowsError(try stream.finishStream()) {
            XCTAssertEqual($0 as? DeepSpeechError, .closed)
        }
    }

    func testHotWords() throws {
        let (model, audio) = (try load(), try samples())
        try model.addHotWord(word: "nine", boost: -40)
        XCTAssertNotEqual(try model.speechToText(buffer: audio), "two nine six four")
        try model.clearHotWords()
        XCTAssertEqual(try model.speechToText(buffer: audio), "two nine six four")
    }
}
