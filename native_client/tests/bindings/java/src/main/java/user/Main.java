package user;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.deepspeech.libdeepspeech.CandidateTranscript;
import org.deepspeech.libdeepspeech.DeepSpeechModel;
import org.deepspeech.libdeepspeech.DeepSpeechStreamingState;
import org.deepspeech.libdeepspeech.Metadata;

/** A program that uses what the Java binding of 0.9.3 has, and nothing else: MODEL SCORER WAV. */
public class Main {
    private static final int BEAM_WIDTH = 50;
    private static final int HEADER_SIZE = 44;

    private DeepSpeechModel model = null;

    private short[] read(String path) throws IOException {
        try (RandomAccessFile wave = new RandomAccessFile(path, "r")) {
            byte[] bytes = new byte[(int) wave.length() - HEADER_SIZE];
            wave.seek(HEADER_SIZE);
            wave.readFully(bytes);
            short[] samples = new short[bytes.length / 2];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
            return samples;
        }
    }

    private String joined(CandidateTranscript transcript) {
        String text = "";
        for (int i = 0; i < transcript.getNumTokens(); ++i) {
            text += transcript.getToken(i).getText();
        }
        return text;
    }

    private String streamed(short[] samples) {
        DeepSpeechStreamingState stream = model.createStream();
        for (int begin = 0; begin < samples.length; begin += 320) {
            short[] chunk = Arrays.copyOfRange(samples, begin, Math.min(begin + 320, samples.length));
            model.feedAudioContent(stream, chunk, chunk.length);
        }
        System.out.println("so far " + model.intermediateDecode(stream));
        System.out.println("intermediate " + model.intermediateDecodeWithMetadata(stream, 2).getNumTranscripts());
        return model.finishStream(stream);
    }

    private void run(String[] arguments) throws IOException {
        model = new DeepSpeechModel(arguments[0]);
        try {
            model.addHotWord("two", 1.5f);
        } catch (Exception error) {
            System.out.println("refused " + error.getMessage());
        }
        model.enableExternalScorer(arguments[1]);
        model.setScorerAlphaBeta(0.931289039105002f, 1.1834137581510284f);
        long width = model.beamWidth();
        model.setBeamWidth(BEAM_WIDTH);
        int rate = model.sampleRate();
        System.out.println("widths " + width + " " + model.beamWidth() + " rate " + rate);
        short[] samples = read(arguments[2]);
        System.out.println("text " + model.stt(samples, samples.length));
        Metadata metadata = model.sttWithMetadata(samples, samples.length, 3);
        long count = metadata.getNumTranscripts();
        CandidateTranscript best = metadata.getTranscript(0);
        double confidence = best.getConfidence();
        long timestep = best.getToken(0).getTimestep();
        float start = best.getToken(0).getStartTime();
        System.out.println("candidates " + count + " " + (confidence < 0 && timestep > 0 && start > 0));
        System.out.println("tokens " + joined(best));
        System.out.println("streamed " + streamed(samples));
        System.out.println("metadata " + joined(
                model.finishStreamWithMetadata(model.createStream(), 1).getTranscript(0)));
        model.addHotWord("nine", -40f);
        System.out.println("suppressed " + model.stt(samples, samples.length).contains("nine"));
        model.eraseHotWord("nine");
        model.clearHotWords();
        model.disableExternalScorer();
        model.freeModel();
    }

    public static void main(String[] arguments) throws IOException {
        new Main().run(arguments);
    }
}
