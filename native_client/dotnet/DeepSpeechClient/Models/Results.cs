using System.Linq;
using DeepSpeechClient.Enums;

namespace DeepSpeechClient.Enums
{
    /// <summary>The kind of a slot's value.</summary>
    public enum SlotKind
    {
        /// <summary>Any text.</summary>
        Text = 0,

        /// <summary>A number.</summary>
        Number = 1,

        /// <summary>"true" or "false".</summary>
        Truth = 2,
    }
}

namespace DeepSpeechClient.Models
{
    /// <summary>One token: a character, or a byte in bytes mode.</summary>
    public class TokenMetadata
    {
        /// <summary>The token.</summary>
        public string Text { get; set; }

        /// <summary>Row of the model's output.</summary>
        public int Timestep { get; set; }

        /// <summary>Seconds from the start of the audio.</summary>
        public float StartTime { get; set; }
    }

    /// <summary>One of several transcripts.</summary>
    public class CandidateTranscript
    {
        /// <summary>
        /// Natural logarithm of the score, including scorer and hot-words. Compare it only between transcripts of the
        /// same audio.
        /// </summary>
        public double Confidence { get; set; }

        /// <summary>The tokens in order.</summary>
        public TokenMetadata[] Tokens { get; set; }

        /// <summary>The tokens as one text.</summary>
        /// <returns>The transcript.</returns>
        public override string ToString() => string.Concat((Tokens ?? new TokenMetadata[0]).Select(token => token.Text));
    }

    /// <summary>Transcripts of one recording.</summary>
    public class Metadata
    {
        /// <summary>The transcripts, best first.</summary>
        public CandidateTranscript[] Transcripts { get; set; }

        /// <summary>The outputs of the model; null if the call does not return them or the stream did not keep them.</summary>
        public Emissions Emissions { get; set; }
    }

    /// <summary>The outputs of the acoustic model before decoding.</summary>
    public class Emissions
    {
        /// <summary>The labels of the alphabet; the last one, empty, is the CTC blank.</summary>
        public string[] Symbols { get; set; }

        /// <summary>The probability of each symbol: [timestep, symbol].</summary>
        public double[,] Values { get; set; }

        /// <summary>The number of timesteps.</summary>
        public int NumTimesteps => Values.GetLength(0);
    }

    /// <summary>A word and its time.</summary>
    public class TimedWord
    {
        /// <summary>The word.</summary>
        public string Text { get; set; }

        /// <summary>Time of the first token, in seconds from the start of the audio.</summary>
        public float StartTime { get; set; }

        /// <summary>Time of the following space, at most 0.2 s after the last token, in seconds.</summary>
        public float EndTime { get; set; }

        /// <summary>Proportion of the hypotheses that contain the word here, from 0 to 1.</summary>
        public double Confidence { get; set; }
    }

    /// <summary>The words of the best transcript.</summary>
    public class TimedWords
    {
        /// <summary>The words in order.</summary>
        public TimedWord[] Words { get; set; }

        /// <summary>Proportion of the hypotheses with exactly these words, from 0 to 1.</summary>
        public double Confidence { get; set; }
    }

    /// <summary>A slot of a command.</summary>
    public class CommandSlot
    {
        /// <summary>The name of the slot.</summary>
        public string Name { get; set; }

        /// <summary>The kind of its value.</summary>
        public SlotKind Kind { get; set; }

        /// <summary>What the grammar gives for the words.</summary>
        public string Value { get; set; }

        /// <summary>The words; empty for a slot that a command has without words.</summary>
        public string Text { get; set; }
    }

    /// <summary>A command that was recognized.</summary>
    public class CommandMatch
    {
        /// <summary>What the speaker wants.</summary>
        public string Intent { get; set; }

        /// <summary>The slots in the order of the sentence.</summary>
        public CommandSlot[] Slots { get; set; }

        /// <summary>The words of the command as the grammar has them.</summary>
        public string Sentence { get; set; }

        /// <summary>The transcript that was used.</summary>
        public int TextIndex { get; set; }

        /// <summary>Words that differ, divided by the words of the transcript; 0: none.</summary>
        public double Distance { get; set; }
    }
}
