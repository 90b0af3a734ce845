using System;
using System.Collections.Generic;
using System.Text;
using DeepSpeechClient.Enums;
using DeepSpeechClient.Structs;

namespace DeepSpeechClient.Native
{
    /// <summary>Converts arguments, results and failures of the library.</summary>
    internal static unsafe class Conversion
    {
        /// <summary>Throws the error of the last call in this thread unless the code is that of success.</summary>
        internal static void Check(string function, int code)
        {
            if (code != (int)ErrorCodes.DS_ERR_OK) throw Failure(function, code);
        }

        internal static DeepSpeechException Failure(string function, int code)
        {
            string details = TakeText(NativeMethods.DS_GetErrorDetails());
            return new DeepSpeechException(function, (ErrorCodes)code, details);
        }

        /// <summary>The error for a value that is refused here.</summary>
        internal static DeepSpeechException Invalid(string function, string details)
        {
            return new DeepSpeechException(function, ErrorCodes.DS_ERR_INVALID_VALUE, details);
        }

        /// <summary>Converts and releases a result; null means that the function failed.</summary>
        internal static T Take<T>(string function, IntPtr result, int code, Func<IntPtr, T> convert, Action<IntPtr> release)
        {
            if (result == IntPtr.Zero)
            {
                throw Failure(function, code == (int)ErrorCodes.DS_ERR_OK ? (int)ErrorCodes.DS_ERR_FAIL_RUN_SESS : code);
            }
            try
            {
                return convert(result);
            }
            finally
            {
                release(result);
            }
        }

        /// <summary>Refuses a number of samples that the array does not have.</summary>
        internal static void CheckSize(string function, short[] buffer, uint size)
        {
            long length = buffer == null ? 0 : buffer.LongLength;
            if (size > length) throw Invalid(function, $"{size} samples of an array of {length}");
        }

        /// <summary>A text as UTF-8 with a zero byte at its end.</summary>
        internal static byte[] Utf8(string function, string name, string text)
        {
            if (text == null) throw new ArgumentNullException(name);
            if (text.IndexOf('\0') >= 0) throw Invalid(function, $"the {name} contains a zero byte");
            byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
            Encoding.UTF8.GetBytes(text, 0, text.Length, bytes, 0);
            return bytes;
        }

        /// <summary>Copies a text of the library; null becomes an empty text.</summary>
        internal static string Text(IntPtr address)
        {
            byte* bytes = (byte*)address;
            int length = 0;
            while (bytes != null && bytes[length] != 0) length++;
            return length == 0 ? "" : Encoding.UTF8.GetString(bytes, length);
        }

        /// <summary>Copies a text and releases it.</summary>
        internal static string TakeText(IntPtr address)
        {
            try
            {
                return Text(address);
            }
            finally
            {
                NativeMethods.DS_FreeString(address);
            }
        }

        private static Models.CandidateTranscript[] Transcripts(IntPtr first, uint count)
        {
            var transcripts = new Models.CandidateTranscript[count];
            var native = (CandidateTranscript*)first;
            for (uint i = 0; i < count; i++)
            {
                var tokens = new Models.TokenMetadata[native[i].num_tokens];
                var token = (TokenMetadata*)native[i].tokens;
                for (int j = 0; j < tokens.Length; j++, token++)
                {
                    tokens[j] = new Models.TokenMetadata
                    {
                        Text = Text(token->text),
                        Timestep = checked((int)token->timestep),
                        StartTime = token->start_time,
                    };
                }
                transcripts[i] = new Models.CandidateTranscript { Tokens = tokens, Confidence = native[i].confidence };
            }
            return transcripts;
        }

        internal static Models.Metadata ToMetadata(IntPtr address)
        {
            var native = (Metadata*)address;
            return new Models.Metadata { Transcripts = Transcripts(native->transcripts, native->num_transcripts) };
        }

        internal static Models.Metadata ToMetadataWithEmissions(IntPtr address)
        {
            var native = (MetadataWithEmissions*)address;
            return new Models.Metadata
            {
                Transcripts = Transcripts(native->transcripts, native->num_transcripts),
                Emissions = native->emissions == IntPtr.Zero ? null : ToEmissions(native->emissions),
            };
        }

        internal static Models.Emissions ToEmissions(IntPtr address)
        {
            var native = (AcousticModelEmissions*)address;
            var symbols = new string[native->num_symbols];
            for (int i = 0; i < symbols.Length; i++) symbols[i] = Text(((IntPtr*)native->symbols)[i]);
            var values = new double[native->num_timesteps, native->num_symbols];
            var value = (double*)native->emissions;
            for (int timestep = 0; timestep < native->num_timesteps; timestep++)
            {
                for (int symbol = 0; symbol < symbols.Length; symbol++) values[timestep, symbol] = *value++;
            }
            return new Models.Emissions { Symbols = symbols, Values = values };
        }

        internal static Models.TimedWords ToWords(IntPtr address)
        {
            var native = (TimedWords*)address;
            var words = new Models.TimedWord[native->num_words];
            var word = (TimedWord*)native->words;
            for (int i = 0; i < words.Length; i++, word++)
            {
                words[i] = new Models.TimedWord
                {
                    Text = Text(word->text),
                    StartTime = word->start_time,
                    EndTime = word->end_time,
                    Confidence = word->confidence,
                };
            }
            return new Models.TimedWords { Words = words, Confidence = native->confidence };
        }

        internal static Models.CommandMatch ToMatch(IntPtr address)
        {
            var native = (CommandMatch*)address;
            var slots = new List<Models.CommandSlot>();
            for (uint i = 0; i < native->num_slots; i++)
            {
                CommandSlot slot = ((CommandSlot*)native->slots)[i];
                slots.Add(new Models.CommandSlot
                {
                    Name = Text(slot.name),
                    Kind = (SlotKind)slot.kind,
                    Value = Text(slot.value),
                    Text = Text(slot.text),
                });
            }
            return new Models.CommandMatch
            {
                Intent = Text(native->intent),
                Slots = slots.ToArray(),
                Sentence = Text(native->sentence),
                TextIndex = checked((int)native->text_index),
                Distance = native->distance,
            };
        }
    }
}
