using System;
using System.IO;
using System.Text;

namespace DeepSpeechConsole
{
    /// <summary>A WAV file of 16-bit samples.</summary>
    internal sealed class Wav
    {
        internal int Rate { get; private set; }

        internal int Channels { get; private set; }

        /// <summary>The channels of each frame in order.</summary>
        internal short[] Samples { get; private set; } = new short[0];

        /// <summary>Reads a file; errors have its name.</summary>
        internal static Wav Read(string path)
        {
            try
            {
                return Parse(File.ReadAllBytes(path));
            }
            catch (FormatException error)
            {
                throw new FormatException($"{path}: {error.Message}");
            }
        }

        private static Wav Parse(byte[] data)
        {
            Func<int, string> name = begin => Encoding.ASCII.GetString(data, begin, 4);
            if (data.Length < 12 || name(0) != "RIFF" || name(8) != "WAVE")
            {
                throw new FormatException("expected a WAV file");
            }
            var wav = new Wav();
            for (long at = 12; at + 8 <= data.Length;)
            {
                string kind = name((int)at);
                uint size = BitConverter.ToUInt32(data, (int)at + 4);
                at += 8;
                if (kind == "fmt ") wav.ReadFormat(data, (int)at, size);
                if (kind == "data" && wav.Channels > 0)
                {
                    long count = Math.Min(size, data.Length - at) / 2 / wav.Channels * wav.Channels;
                    wav.Samples = new short[count];
                    Buffer.BlockCopy(data, (int)at, wav.Samples, 0, (int)(2 * count));
                    return wav;
                }
                at += size + size % 2;
            }
            throw new FormatException("the WAV file has no samples");
        }

        private void ReadFormat(byte[] data, int at, uint size)
        {
            if (size < 16 || at + 16 > data.Length) throw new FormatException("the WAV file has an incomplete format");
            int kind = BitConverter.ToUInt16(data, at);
            int bits = BitConverter.ToUInt16(data, at + 14);
            Channels = BitConverter.ToUInt16(data, at + 2);
            Rate = BitConverter.ToInt32(data, at + 4);
            if ((kind != 1 && kind != 0xFFFE) || bits != 16 || Channels == 0 || Rate < 1)
            {
                throw new FormatException($"expected PCM of 16 bits, got format {kind}, {bits} bits, {Channels} channels");
            }
        }

        /// <summary>
        /// One channel as floating-point samples, full scale 1.0: the average, or a channel, where the first is 1.
        /// </summary>
        internal float[] Mono(int channel)
        {
            var mono = new float[Samples.Length / Channels];
            for (int frame = 0; frame < mono.Length; frame++)
            {
                int sum = 0;
                for (int i = 0; i < Channels; i++) sum += Samples[frame * Channels + i];
                mono[frame] = channel > 0
                    ? Samples[frame * Channels + channel - 1] / 32768f
                    : (float)sum / Channels / 32768f;
            }
            return mono;
        }
    }
}
