package org.deepspeech.client;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.deepspeech.libdeepspeech.AcousticModelEmissions;
import org.deepspeech.libdeepspeech.CandidateTranscript;
import org.deepspeech.libdeepspeech.CommandGrammar;
import org.deepspeech.libdeepspeech.CommandMatch;
import org.deepspeech.libdeepspeech.DeepSpeechModel;
import org.deepspeech.libdeepspeech.DeepSpeechStreamingState;
import org.deepspeech.libdeepspeech.Metadata;
import org.deepspeech.libdeepspeech.MetadataWithEmissions;

/**
 * Transcribes recordings as the command line says.
 *
 * @param grammar commands that are looked for; null for none
 * @param output  where intermediate transcripts are printed
 */
record Recognizer(DeepSpeechModel model, CommandGrammar grammar, Options options, PrintStream output) {
    private int candidates(int otherwise) {
        return options.candidates > 0 ? options.candidates : otherwise;
    }

    /** How many transcripts to ask for when some of them are printed. */
    private int wanted(int printed) {
        return grammar == null ? printed : candidates(10);
    }

    private CommandMatch match(List<CandidateTranscript> transcripts) {
        return grammar.match(transcripts.stream().map(CandidateTranscript::text).toList(), options.maxDistance);
    }

    /** Returns what is printed about a recording. */
    String transcribe(short[] samples) {
        if (options.is("extended")) {
            return best(model.sttWithMetadata(samples, samples.length, wanted(1)));
        }
        if (options.is("json")) {
            return json(samples);
        }
        if (options.stream > 0) {
            return streamed(samples, options.stream, false);
        }
        if (options.extendedStream > 0) {
            return streamed(samples, options.extendedStream, true);
        }
        if (grammar != null) {
            return best(model.sttWithMetadata(samples, samples.length, wanted(1)));
        }
        return model.stt(samples);
    }

    /** Returns the best transcript, and with a grammar the command of all of them in the next line. */
    private String best(Metadata metadata) {
        String text = metadata.transcripts().isEmpty() ? "" : metadata.getTranscript(0).text();
        return grammar == null ? text : text + "\n" + Json.commandLine(match(metadata.transcripts()));
    }

    private String streamed(short[] samples, int chunk, boolean tokens) {
        try (DeepSpeechStreamingState stream = model.createStream()) {
            String last = "";
            for (int begin = 0; begin < samples.length; begin += chunk) {
                int end = Math.min(begin + chunk, samples.length);
                stream.feedAudioContent(Arrays.copyOfRange(samples, begin, end));
                String text = tokens ? soFar(stream) : stream.intermediateDecode();
                if (!text.equals(last)) {
                    output.println(text);
                }
                last = text;
            }
            if (tokens || grammar != null) {
                return best(stream.finishStreamWithMetadata(wanted(1)));
            }
            return stream.finishStream();
        }
    }

    private static String soFar(DeepSpeechStreamingState stream) {
        Metadata metadata = stream.intermediateDecodeWithMetadata(1);
        return metadata.transcripts().isEmpty() ? "" : metadata.getTranscript(0).text();
    }

    private String json(short[] samples) {
        int printed = candidates(3);
        List<CandidateTranscript> transcripts;
        AcousticModelEmissions emissions = null;
        if (options.is("keep_emissions")) {
            MetadataWithEmissions result = model.sttWithEmissions(samples, samples.length, wanted(printed));
            transcripts = result.transcripts();
            emissions = result.emissions();
        } else {
            transcripts = model.sttWithMetadata(samples, samples.length, wanted(printed)).transcripts();
        }
        String command = grammar == null ? null : Json.command(match(transcripts));
        return Json.document(transcripts.stream().limit(printed).toList(), emissions, command);
    }
}
