package org.deepspeech.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The contents of a WAV file of 16-bit samples.
 *
 * @param rate     sampling rate in Hz
 * @param channels number of channels
 * @param samples  the channels of each frame in order
 */
public record Wav(int rate, int channels, short[] samples) {
    private static final int PCM = 1;
    private static final int EXTENSIBLE = 0xFFFE;

    /**
     * Reads a file.
     *
     * @param path its path
     * @return its contents
     * @throws IOException if it cannot be read, or is no such file
     */
    public static Wav read(Path path) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        if (data.limit() < 12 || !name(data, 0).equals("RIFF") || !name(data, 8).equals("WAVE")) {
            throw new IOException(path + ": expected a WAV file");
        }
        Wav format = null;
        for (long at = 12; at + 8 <= data.limit(); ) {
            int begin = (int) at + 8;
            long size = Integer.toUnsignedLong(data.getInt(begin - 4));
            int present = (int) Math.min(size, data.limit() - begin);
            ByteBuffer body = data.slice(begin, present).order(ByteOrder.LITTLE_ENDIAN);
            String name = name(data, begin - 8);
            if (name.equals("fmt ")) {
                format = readFormat(path, body);
            } else if (name.equals("data") && format != null) {
                short[] samples = new short[present / 2 / format.channels * format.channels];
                body.asShortBuffer().get(samples);
                return new Wav(format.rate, format.channels, samples);
            }
            at = begin + size + size % 2;
        }
        throw new IOException(path + ": the WAV file has no samples");
    }

    private static String name(ByteBuffer data, int at) {
        byte[] name = new byte[4];
        data.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static Wav readFormat(Path path, ByteBuffer body) throws IOException {
        if (body.limit() < 16) {
            throw new IOException(path + ": the WAV file has an incomplete format");
        }
        int kind = Short.toUnsignedInt(body.getShort(0));
        int channels = Short.toUnsignedInt(body.getShort(2));
        int bits = Short.toUnsignedInt(body.getShort(14));
        if ((kind != PCM && kind != EXTENSIBLE) || bits != 16 || channels == 0) {
            throw new IOException(String.format("%s: expected PCM of 16 bits, got format %d, %d bits, %d channels",
                    path, kind, bits, channels));
        }
        return new Wav(body.getInt(4), channels, new short[0]);
    }

    /** Returns one channel where full scale is 1.0: the average (0), or a channel, where the first is 1. */
    float[] mono(int channel) throws UsageException {
        if (channel > channels) {
            throw new UsageException("expected a channel from 1 to " + channels + ", got " + channel);
        }
        float[] mono = new float[samples.length / channels];
        for (int i = 0; i < mono.length; i++) {
            if (channel > 0) {
                mono[i] = samples[i * channels + channel - 1] / 32768f;
                continue;
            }
            int sum = 0;
            for (int j = 0; j < channels; j++) {
                sum += samples[i * channels + j];
            }
            mono[i] = (float) sum / channels / 32768f;
        }
        return mono;
    }
}
