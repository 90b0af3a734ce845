/**
 * Speech to text with DeepSpeech models: the JavaScript API of DeepSpeech 0.9.3, and what this project adds to it.
 *
 * Audio is 16 bits, mono, at the sampling rate of the model. Methods that end in `Async` compute on another thread
 * and do not block the event loop. The others block it.
 *
 * @packageDocumentation
 */

import { Writable, WritableOptions } from 'stream';

/** 16-bit samples: the bytes of little-endian PCM, or the samples themselves. Half a sample at the end is ignored, with a warning. */
export type Audio = Buffer | Uint8Array | ArrayBuffer | Int16Array;

/** A token (a character; in bytes mode a byte) and its time. */
export interface TokenMetadata {
  /** The character; in bytes mode a byte, as U+FFFD if it is not valid UTF-8. */
  text: string;
  /** Row of the model's output. */
  timestep: number;
  /** Position in seconds. */
  start_time: number;
}

/** One transcript. */
export interface CandidateTranscript {
  tokens: TokenMetadata[];
  /** Natural logarithm of the score, including the scorer. Compare it only between transcripts of the same audio. */
  confidence: number;
  /** The text of all tokens, decoded as a whole. */
  text: string;
}

/** Transcripts, best first. */
export interface Metadata {
  transcripts: CandidateTranscript[];
}

/** A word and its time. */
export interface TimedWord {
  text: string;
  /** In seconds. */
  start_time: number;
  /** In seconds. */
  end_time: number;
  /** Proportion of the hypotheses, weighted by score, that contain this word here: from 0 to 1. */
  confidence: number;
}

/** The words of the best transcript. */
export interface TimedWords {
  words: TimedWord[];
  /** Proportion of the hypotheses, weighted by score, with exactly these words: from 0 to 1. */
  confidence: number;
}

/** Outputs of the acoustic model before decoding. */
export interface AcousticModelEmissions {
  /** Text of each column; empty for the blank, which is last. */
  symbols: string[];
  /** Number of rows. */
  timesteps: number;
  /** The probability of symbol `s` at timestep `t` is `probabilities[t * symbols.length + s]`. */
  probabilities: Float64Array;
}

/** Transcripts, best first, with the emissions from which they were decoded. */
export interface MetadataWithEmissions extends Metadata {
  /** Null if the stream did not keep them. */
  emissions: AcousticModelEmissions | null;
}

/** Status codes of the library by name, such as `ErrorCodes.INVALID_SCORER`, which is 0x2002. */
export const ErrorCodes: Readonly<Record<
  'OK' | 'NO_MODEL' | 'INVALID_ALPHABET' | 'INVALID_SHAPE' | 'INVALID_SCORER' | 'MODEL_INCOMPATIBLE' |
  'SCORER_NOT_ENABLED' | 'SCORER_UNREADABLE' | 'SCORER_INVALID_LM' | 'SCORER_NO_TRIE' | 'SCORER_INVALID_TRIE' |
  'SCORER_VERSION_MISMATCH' | 'INVALID_VALUE' | 'HOTWORD_WITHOUT_EFFECT' | 'INVALID_COMMANDS' | 'FAIL_INIT_MMAP' |
  'FAIL_INIT_SESS' | 'FAIL_INTERPRETER' | 'FAIL_RUN_SESS' | 'FAIL_CREATE_STREAM' | 'FAIL_READ_PROTOBUF' |
  'FAIL_CREATE_SESS' | 'FAIL_CREATE_MODEL' | 'FAIL_INSERT_HOTWORD' | 'FAIL_CLEAR_HOTWORD' | 'FAIL_ERASE_HOTWORD',
  number>>;

/** A function of the library failed, or an object was used after it was freed. */
export class DeepSpeechError extends Error {
  /** Name of the function, without `DS_`. */
  readonly function: string;
  /** Status code, one of {@link ErrorCodes}; `INVALID_VALUE` for an object that was freed. */
  readonly code: number;
  /** The reason, with the path or value concerned. Empty after asynchronous calls; the library also writes it to stderr. */
  readonly details: string;
}

/** An acoustic model, optionally with a scorer. It is freed by {@link FreeModel}, or when it is no longer referenced. */
export class Model {
  /**
   * Loads a model file.
   * @throws {@link DeepSpeechError} if it cannot be loaded.
   */
  constructor(modelPath: string);

  /**
   * As {@link Model.fromBuffer} if `loadFromBytes` is true, as in Coqui STT; otherwise it loads a model file.
   * @throws {@link DeepSpeechError} if it cannot be loaded.
   */
  constructor(model: string | Uint8Array, loadFromBytes?: boolean);

  /** Loads a model file on another thread. */
  static load(modelPath: string): Promise<Model>;

  /** Creates a model from the contents of a model file, which are copied. */
  static fromBuffer(modelBuffer: Uint8Array | ArrayBuffer): Model;

  /** Number of hypotheses that the decoder keeps. */
  beamWidth(): number;

  /** Sets the beam width of later streams; more than 65536 counts as 65536, with a warning. */
  setBeamWidth(beamWidth: number): void;

  /** Sampling rate in Hz that the model expects. */
  sampleRate(): number;

  /** Number of threads that run the acoustic model. */
  threads(): number;

  /** Sets the number of threads of the acoustic model; 0: one per processor. */
  setThreads(threads: number): void;

  /** Sets whether later streams keep their emissions. */
  setKeepEmissions(keep: boolean): void;

  /** Sets whether later streams treat an incomplete last word as 0.9.3 (the default), or correctly. */
  setDecoderCompat(like09: boolean): void;

  /** Uses a `.scorer` package. If it cannot be loaded, the previous one remains in use. */
  enableExternalScorer(scorerPath: string): void;

  /** As {@link Model.enableExternalScorer}, on another thread. */
  enableExternalScorerAsync(scorerPath: string): Promise<void>;

  /** Uses the contents of a `.scorer` package, which are copied. */
  enableExternalScorerFromBuffer(scorerBuffer: Uint8Array | ArrayBuffer): void;

  /** Decodes later streams without a scorer. */
  disableExternalScorer(): void;

  /** Sets the weights of language model and word count; NaN leaves one unchanged. */
  setScorerAlphaBeta(alpha: number, beta: number): void;

  /** Boosts a word in later streams; a negative boost suppresses it. Requires a scorer. */
  addHotWord(word: string, boost: number): void;

  /** Removes the boost of a word. */
  eraseHotWord(word: string): void;

  /** Removes all boosts. */
  clearHotWords(): void;

  /** Warnings about beam width, scorer and hot-words; new ones are also emitted as `DeepSpeechWarning` of the process. */
  warnings(): string[];

  /** Transcribes audio. */
  stt(audio: Audio): string;
  sttAsync(audio: Audio): Promise<string>;

  /** As {@link Model.stt}, with tokens, times and confidence of up to `numResults` transcripts (default 1). */
  sttWithMetadata(audio: Audio, numResults?: number): Metadata;
  sttWithMetadataAsync(audio: Audio, numResults?: number): Promise<Metadata>;

  /** As {@link Model.sttWithMetadata}, with the emissions. */
  sttWithEmissions(audio: Audio, numResults?: number): MetadataWithEmissions;
  sttWithEmissionsAsync(audio: Audio, numResults?: number): Promise<MetadataWithEmissions>;

  /** The words of the best transcript, with times and confidences. */
  sttWithWords(audio: Audio): TimedWords;
  sttWithWordsAsync(audio: Audio): Promise<TimedWords>;

  /** Starts an utterance whose audio is added in portions. */
  createStream(): Stream;

  /** Starts an utterance as a stream of Node: `audio.pipe(model.createStreamWriter())`. */
  createStreamWriter(options: StreamWriterOptions & { numResults: number }): StreamWriter<Metadata>;
  createStreamWriter(options?: StreamWriterOptions): StreamWriter<string>;

  /** As {@link FreeModel}. */
  free(): void;
}

/**
 * One utterance, created by {@link Model.createStream}. It ends with a `finishStream` method or {@link FreeStream}, and
 * keeps what it needs of its model. Asynchronous calls of one stream run in their order; until they have ended, other
 * calls throw an error.
 */
export class Stream {
  private constructor();

  /** Appends any number of samples. */
  feedAudioContent(audio: Audio): void;
  feedAudioContentAsync(audio: Audio): Promise<void>;

  /** The transcript so far. */
  intermediateDecode(): string;
  intermediateDecodeAsync(): Promise<string>;

  /** As {@link Stream.intermediateDecode}, with tokens, times and confidence of up to `numResults` transcripts. */
  intermediateDecodeWithMetadata(numResults?: number): Metadata;
  intermediateDecodeWithMetadataAsync(numResults?: number): Promise<Metadata>;

  /** The transcript that {@link Stream.finishStream} would return now. The stream is unchanged. */
  intermediateDecodeFlushBuffers(): string;
  intermediateDecodeFlushBuffersAsync(): Promise<string>;

  /** As {@link Stream.intermediateDecodeFlushBuffers}, with up to `numResults` transcripts. */
  intermediateDecodeWithMetadataFlushBuffers(numResults?: number): Metadata;
  intermediateDecodeWithMetadataFlushBuffersAsync(numResults?: number): Promise<Metadata>;

  /** The words so far, with times and confidences; the last may be incomplete. */
  intermediateDecodeWithWords(): TimedWords;
  intermediateDecodeWithWordsAsync(): Promise<TimedWords>;

  /** The emissions from a timestep on; null if the stream does not keep them ({@link Model.setKeepEmissions}). */
  emissions(firstTimestep?: number): AcousticModelEmissions | null;

  /** Seconds since the last speech, to detect the end of an utterance. */
  trailingSilence(): number;

  /** Computes the rest and returns the transcript; the stream ends. */
  finishStream(): string;
  finishStreamAsync(): Promise<string>;

  /** As {@link Stream.finishStream}, with tokens, times and confidence of up to `numResults` transcripts. */
  finishStreamWithMetadata(numResults?: number): Metadata;
  finishStreamWithMetadataAsync(numResults?: number): Promise<Metadata>;

  /** As {@link Stream.finishStreamWithMetadata}, with the emissions if the stream kept them. */
  finishStreamWithEmissions(numResults?: number): MetadataWithEmissions;
  finishStreamWithEmissionsAsync(numResults?: number): Promise<MetadataWithEmissions>;

  /** As {@link Stream.finishStream}, but returns words with times and confidences. */
  finishStreamWithWords(): TimedWords;
  finishStreamWithWordsAsync(): Promise<TimedWords>;

  /** As {@link FreeStream}. */
  free(): void;
}

/** Options of {@link Model.createStreamWriter}. */
export interface StreamWriterOptions extends WritableOptions {
  /** The result is metadata with up to this many transcripts; by default, it is the text. */
  numResults?: number;
  /** Emits `intermediate` with the transcript so far after each write. */
  intermediate?: boolean;
}

/**
 * Transcribes what is written to it: bytes of 16-bit samples, split anywhere. Events: `intermediate` with a text,
 * `transcript` with the result.
 */
export class StreamWriter<Result extends string | Metadata = string> extends Writable {
  private constructor();

  /** The result, when the writer has ended. */
  readonly result: Promise<Result>;

  /** Its stream, for example for {@link Stream.trailingSilence}; null after the end. */
  readonly stream: Stream | null;
}

/** A slot of a command. */
export interface CommandSlot {
  name: string;
  /** What the grammar gives for its words. */
  value: string | number | boolean;
  /** Its words; empty for a slot that the command has without words. */
  text: string;
}

/** A command that was recognized. */
export interface Command {
  intent: string;
  slots: CommandSlot[];
  /** Its words as the grammar has them. */
  sentence: string;
  /** Position of the transcript that was used. */
  transcript: number;
  /** Words that differ, divided by the words of the transcript; 0 if none does. */
  distance: number;
}

/** A grammar of spoken commands. */
export class Commands {
  /** Loads a commands file, written by `data/lm/commands.py`. */
  constructor(path: string);

  /**
   * Finds the command of an utterance; null if it is none.
   * @param transcripts - one or several, best first, or the result of {@link Model.sttWithMetadata}.
   * @param maxDistance - words that may differ, divided by the words of the transcript: 0 to 1, by default 0.25.
   */
  match(transcripts: string | string[] | Metadata, maxDistance?: number): Command | null;

  /** Releases the grammar. */
  free(): void;
}

/** Frees a model, when its asynchronous calls have ended. Its streams continue. */
export function FreeModel(model: Model): void;

/** Frees a stream without decoding it. */
export function FreeStream(stream: Stream): void;

/** Does nothing, since metadata is an object of JavaScript; for programs written for 0.9.3. */
export function FreeMetadata(metadata: { transcripts: object[] }): void;

/** The version of the library. */
export function Version(): string;

/**
 * Resamples a whole recording and rounds it to 16 bits.
 * @param audio - one channel; in a Float32Array, full scale is 1.
 */
export function resample(audio: Audio | Float32Array, fromRate: number, toRate: number): Int16Array;
