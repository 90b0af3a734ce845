import CDeepSpeech
import Foundation

/// A failure of the library, with its status code.
public enum DeepSpeechError: Error, Equatable {
    case noModel(errorCode: Int32)
    case invalidAlphabet(errorCode: Int32)
    case invalidShape(errorCode: Int32)
    case invalidScorer(errorCode: Int32)
    case modelIncompatible(errorCode: Int32)
    case scorerNotEnabled(errorCode: Int32)
    case scorerUnreadable(errorCode: Int32)
    case scorerInvalidLm(errorCode: Int32)
    case scorerNoTrie(errorCode: Int32)
    case scorerInvalidTrie(errorCode: Int32)
    case scorerVersionMismatch(errorCode: Int32)
    case invalidValue(errorCode: Int32)
    case hotWordWithoutEffect(errorCode: Int32)
    case invalidCommands(errorCode: Int32)
    case failInitMmap(errorCode: Int32)
    case failInitSess(errorCode: Int32)
    case failInterpreter(errorCode: Int32)
    case failRunSess(errorCode: Int32)
    case failCreateStream(errorCode: Int32)
    case failReadProtobuf(errorCode: Int32)
    case failCreateSess(errorCode: Int32)
    case failCreateModel(errorCode: Int32)
    case failInsertHotWord(errorCode: Int32)
    case failClearHotWord(errorCode: Int32)
    case failEraseHotWord(errorCode: Int32)
    /// A code of another version of the library.
    case invalidErrorCode(errorCode: Int32)
    /// The stream was finished or freed before, or the model or grammar was freed.
    case closed

    private static let makers: [UInt32: (Int32) -> DeepSpeechError] = [
        DS_ERR_NO_MODEL.rawValue: DeepSpeechError.noModel,
        DS_ERR_INVALID_ALPHABET.rawValue: DeepSpeechError.invalidAlphabet,
        DS_ERR_INVALID_SHAPE.rawValue: DeepSpeechError.invalidShape,
        DS_ERR_INVALID_SCORER.rawValue: DeepSpeechError.invalidScorer,
        DS_ERR_MODEL_INCOMPATIBLE.rawValue: DeepSpeechError.modelIncompatible,
        DS_ERR_SCORER_NOT_ENABLED.rawValue: DeepSpeechError.scorerNotEnabled,
        DS_ERR_SCORER_UNREADABLE.rawValue: DeepSpeechError.scorerUnreadable,
        DS_ERR_SCORER_INVALID_LM.rawValue: DeepSpeechError.scorerInvalidLm,
        DS_ERR_SCORER_NO_TRIE.rawValue: DeepSpeechError.scorerNoTrie,
        DS_ERR_SCORER_INVALID_TRIE.rawValue: DeepSpeechError.scorerInvalidTrie,
        DS_ERR_SCORER_VERSION_MISMATCH.rawValue: DeepSpeechError.scorerVersionMismatch,
        DS_ERR_INVALID_VALUE.rawValue: DeepSpeechError.invalidValue,
        DS_ERR_HOTWORD_WITHOUT_EFFECT.rawValue: DeepSpeechError.hotWordWithoutEffect,
        DS_ERR_INVALID_COMMANDS.rawValue: DeepSpeechError.invalidCommands,
        DS_ERR_FAIL_INIT_MMAP.rawValue: DeepSpeechError.failInitMmap,
        DS_ERR_FAIL_INIT_SESS.rawValue: DeepSpeechError.failInitSess,
        DS_ERR_FAIL_INTERPRETER.rawValue: DeepSpeechError.failInterpreter,
        DS_ERR_FAIL_RUN_SESS.rawValue: DeepSpeechError.failRunSess,
        DS_ERR_FAIL_CREATE_STREAM.rawValue: DeepSpeechError.failCreateStream,
        DS_ERR_FAIL_READ_PROTOBUF.rawValue: DeepSpeechError.failReadProtobuf,
        DS_ERR_FAIL_CREATE_SESS.rawValue: DeepSpeechError.failCreateSess,
        DS_ERR_FAIL_CREATE_MODEL.rawValue: DeepSpeechError.failCreateModel,
        DS_ERR_FAIL_INSERT_HOTWORD.rawValue: DeepSpeechError.failInsertHotWord,
        DS_ERR_FAIL_CLEAR_HOTWORD.rawValue: DeepSpeechError.failClearHotWord,
        DS_ERR_FAIL_ERASE_HOTWORD.rawValue: DeepSpeechError.failEraseHotWord,
    ]

    init(errorCode: Int32) {
        let maker = DeepSpeechError.makers[UInt32(bitPattern: errorCode)] ?? DeepSpeechError.invalidErrorCode
        self = maker(errorCode)
    }

    /// The status code; nil for `closed`.
    public var errorCode: Int32? {
        switch self {
        case .noModel(let errorCode),
            .invalidAlphabet(let errorCode),
            .invalidShape(let errorCode),
            .invalidScorer(let errorCode),
            .modelIncompatible(let errorCode),
            .scorerNotEnabled(let errorCode),
            .scorerUnreadable(let errorCode),
            .scorerInvalidLm(let errorCode),
            .scorerNoTrie(let errorCode),
            .scorerInvalidTrie(let errorCode),
            .scorerVersionMismatch(let errorCode),
            .invalidValue(let errorCode),
            .hotWordWithoutEffect(let errorCode),
            .invalidCommands(let errorCode),
            .failInitMmap(let errorCode),
            .failInitSess(let errorCode),
            .failInterpreter(let errorCode),
            .failRunSess(let errorCode),
            .failCreateStream(let errorCode),
            .failReadProtobuf(let errorCode),
            .failCreateSess(let errorCode),
            .failCreateModel(let errorCode),
            .failInsertHotWord(let errorCode),
            .failClearHotWord(let errorCode),
            .failEraseHotWord(let errorCode),
            .invalidErrorCode(let errorCode):
            return errorCode
        case .closed:
            return nil
        }
    }
}

extension DeepSpeechError: LocalizedError {
    public var errorDescription: String? {
        guard let code = errorCode else {
            return "The model, stream or grammar was already closed or finished."
        }
        return takeText(DS_ErrorCodeToErrorMessage(code))
    }
}

/// The reason of the last failure in this thread, with the path or value concerned; may be empty.
public func DeepSpeechErrorDetails() -> String {
    return takeText(DS_GetErrorDetails())
}

/// The version of the library.
public func DeepSpeechVersion() -> String {
    return takeText(DS_Version())
}

/// Copies and releases a text of the library.
func takeText(_ text: UnsafeMutablePointer<CChar>?) -> String {
    defer { DS_FreeString(text) }
    return text.map { String(cString: $0) } ?? ""
}

/// Throws unless the code is that of success.
func check(_ code: Int32) throws {
    if code != Int32(DS_ERR_OK.rawValue) {
        throw DeepSpeechError(errorCode: code)
    }
}

/// Returns a result, or throws if there is none.
func checked<Result>(_ result: Result?, status: Int32 = 0) throws -> Result {
    guard let result = result else {
        throw DeepSpeechError(errorCode: status == 0 ? Int32(DS_ERR_FAIL_RUN_SESS.rawValue) : status)
    }
    return result
}

/// A number or size as the library takes it.
func unsigned(_ value: Int) throws -> UInt32 {
    guard let number = UInt32(exactly: value) else {
        throw DeepSpeechError.invalidValue(errorCode: Int32(DS_ERR_INVALID_VALUE.rawValue))
    }
    return number
}

/// Refuses texts that end early for the library.
func checkText(_ text: String) throws {
    if text.utf8.contains(0) {
        throw DeepSpeechError.invalidValue(errorCode: Int32(DS_ERR_INVALID_VALUE.rawValue))
    }
}
