// As much of the package NAudio as Program.cs needs. Like there, ShortBuffer is the array of bytes by another type, so
// that its Length counts bytes.
using System;
using System.IO;
using System.Runtime.InteropServices;

namespace NAudio.Wave
{
    [StructLayout(LayoutKind.Explicit)]
    public class WaveBuffer
    {
        [FieldOffset(0)]
        private readonly byte[] _bytes;

        [FieldOffset(0)]
        private readonly short[] _shorts;

        public WaveBuffer(byte[] bytes)
        {
            _shorts = null;
            _bytes = bytes;
        }

        public short[] ShortBuffer => _shorts;

        public int MaxSize => _bytes.Length;

        public void Clear() => Array.Clear(_bytes, 0, _bytes.Length);
    }

    public sealed class WaveFileReader : IDisposable
    {
        private readonly byte[] _bytes;

        public WaveFileReader(string path)
        {
            _bytes = File.ReadAllBytes(path);
        }

        public TimeSpan TotalTime => TimeSpan.FromSeconds((_bytes.Length - 44.0) / BitConverter.ToInt32(_bytes, 28));

        public void Dispose()
        {
        }
    }
}
