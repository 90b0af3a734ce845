/**
 * Transcribes speech with models of DeepSpeech, offline and while it is spoken. The classes and methods are those of
 * DeepSpeech 0.9.3, and what this project adds to them.
 *
 * <pre>{@code
 * try (DeepSpeechModel model = new DeepSpeechModel("output_graph.tflite")) {
 *     model.enableExternalScorer("kenlm.scorer");
 *     DeepSpeechStreamingState stream = model.createStream();
 *     stream.feedAudioContent(samples); // short[], mono, model.sampleRate() Hz
 *     System.out.println(stream.finishStream());
 * }
 * }</pre>
 *
 * <p>Results are copies and stay valid. Null arguments are refused with {@link java.lang.NullPointerException}.
 */
package org.deepspeech.libdeepspeech;
