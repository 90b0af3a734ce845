import CDeepSpeech
import Foundation

/// The kind of a slot's value: a text, a number, "true" or "false".
public enum DeepSpeechSlotKind: Int32 {
    case text = 0
    case number = 1
    case truth = 2
}

/// A slot of a command.
public struct DeepSpeechCommandSlot {
    public let name: String
    public let kind: DeepSpeechSlotKind
    /// What the grammar gives for the words.
    public let value: String
    /// The words; empty for a slot that a command has without words.
    public let text: String
}

/// A command that was recognized.
public struct DeepSpeechCommandMatch {
    public let intent: String
    /// The slots in the order of the sentence.
    public let slots: [DeepSpeechCommandSlot]
    /// The words of the command as the grammar has them.
    public let sentence: String
    /// The transcript that was used.
    public let textIndex: Int
    /// Words that differ, divided by the words of the transcript; 0: none.
    public let distance: Double

    init(fromInternal match: CommandMatch) {
        intent = String(cString: match.intent)
        slots = UnsafeBufferPointer(start: match.slots, count: Int(match.num_slots)).map {
            DeepSpeechCommandSlot(
                name: String(cString: $0.name), kind: DeepSpeechSlotKind(rawValue: $0.kind) ?? .text,
                value: String(cString: $0.value), text: String(cString: $0.text))
        }
        sentence = String(cString: match.sentence)
        textIndex = Int(match.text_index)
        distance = match.distance
    }
}

/// A grammar of spoken commands, written by data/lm/commands.py. It may be used in several threads.
public final class DeepSpeechCommands {
    private var grammar: OpaquePointer?

    /// Loads a grammar.
    public init(path: String) throws {
        try checkText(path)
        try check(DS_CreateCommands(path, &grammar))
    }

    deinit {
        DS_FreeCommands(grammar)
    }

    /// Releases the grammar now. Freeing it again does nothing.
    public func free() {
        DS_FreeCommands(grammar)
        grammar = nil
    }

    /// Finds the command of an utterance, given its transcripts, best first; nil if there is none. At most `maxDistance`
    /// (0 to 1) of the words may differ.
    public func match(texts: [String], maxDistance: Float = 0.25) throws -> DeepSpeechCommandMatch? {
        guard let handle = grammar else {
            throw DeepSpeechError.closed
        }
        try texts.forEach(checkText)
        let copies = texts.map { strdup($0) }
        defer { copies.forEach(release) }
        let pointers = copies.map { UnsafePointer<CChar>($0) }
        var match: UnsafeMutablePointer<CommandMatch>?
        try check(DS_MatchCommand(handle, pointers, unsigned(texts.count), maxDistance, &match))
        guard let found = match else {
            return nil
        }
        defer { DS_FreeCommandMatch(found) }
        return DeepSpeechCommandMatch(fromInternal: found.pointee)
    }
}

/// Releases a copy of `strdup`.
private func release(_ text: UnsafeMutablePointer<CChar>?) {
    free(text)
}
