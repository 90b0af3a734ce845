using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using DeepSpeechClient.Models;
using DeepSpeechClient.Native;

namespace DeepSpeechClient
{
    /// <summary>A grammar of spoken commands, written by data/lm/commands.py. It may be used in several threads.</summary>
    public sealed class CommandGrammar : IDisposable
    {
        private readonly GrammarHandle _handle;

        /// <summary>Loads a grammar.</summary>
        /// <param name="aPath">The file.</param>
        /// <exception cref="DeepSpeechException">The file cannot be read or is no grammar.</exception>
        public CommandGrammar(string aPath)
        {
            const string Name = "CreateCommands";
            Conversion.Check(Name, NativeMethods.DS_CreateCommands(Conversion.Utf8(Name, "path", aPath), out _handle));
        }

        /// <summary>Finds the command of an utterance.</summary>
        /// <param name="aTexts">Its transcripts, best first.</param>
        /// <param name="aMaxDistance">The share of the words that may differ, from 0 to 1.</param>
        /// <returns>The command, or null if there is none.</returns>
        /// <exception cref="ObjectDisposedException">The grammar was disposed.</exception>
        public CommandMatch Match(IList<string> aTexts, float aMaxDistance = 0.25f)
        {
            const string Name = "MatchCommand";
            if (aTexts == null) throw new ArgumentNullException(nameof(aTexts));
            if (_handle.IsClosed) throw new ObjectDisposedException(nameof(CommandGrammar));
            var pins = new List<GCHandle>();
            try
            {
                var addresses = new IntPtr[aTexts.Count];
                for (int i = 0; i < addresses.Length; i++)
                {
                    byte[] text = Conversion.Utf8(Name, "transcript", aTexts[i]);
                    pins.Add(GCHandle.Alloc(text, GCHandleType.Pinned));
                    addresses[i] = pins[i].AddrOfPinnedObject();
                }
                uint count = (uint)addresses.Length;
                int code = NativeMethods.DS_MatchCommand(_handle, addresses, count, aMaxDistance, out IntPtr match);
                Conversion.Check(Name, code);
                if (match == IntPtr.Zero) return null;
                return Conversion.Take(Name, match, code, Conversion.ToMatch, NativeMethods.DS_FreeCommandMatch);
            }
            finally
            {
                foreach (GCHandle pin in pins) pin.Free();
            }
        }

        /// <summary>Releases the grammar. Disposing it again does nothing.</summary>
        public void Dispose() => _handle.Dispose();
    }
}
