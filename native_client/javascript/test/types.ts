// Compiled, not run: the types of index.d.ts as programs use them.

import { createReadStream } from 'node:fs';
import * as deepspeech from '../index.js';

export async function transcribe(audio: Buffer): Promise<string> {
  const model = new deepspeech.Model('output_graph.tflite');
  new deepspeech.Model(new Uint8Array(8), true).free();
  const rate: number = model.sampleRate();
  const metadata: deepspeech.Metadata = model.sttWithMetadata(audio, 3);
  const token: deepspeech.TokenMetadata = metadata.transcripts[0].tokens[0];
  const stream: deepspeech.Stream = model.createStream();
  stream.feedAudioContent(new Int16Array(rate));
  const words: deepspeech.TimedWords = await stream.finishStreamWithWordsAsync();
  const writer = createReadStream('audio.raw').pipe(model.createStreamWriter({ numResults: 2 }));
  const written: deepspeech.Metadata = await writer.result;
  // @ts-expect-error: no text
  model.stt('audio');
  // @ts-expect-error: streams are created by models
  new deepspeech.Stream();
  try {
    return token.text + words.words[0].text + written.transcripts[0].text;
  } catch (error) {
    if (error instanceof deepspeech.DeepSpeechError && error.code === deepspeech.ErrorCodes.INVALID_SCORER) {
      return error.details;
    }
    throw error;
  } finally {
    deepspeech.FreeModel(model);
  }
}
