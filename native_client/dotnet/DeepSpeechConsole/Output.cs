using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using DeepSpeechClient.Enums;
using DeepSpeechClient.Models;

namespace DeepSpeechConsole
{
    /// <summary>JSON in the layout of the program deepspeech.</summary>
    internal static class Output
    {
        private static string Quote(string text)
        {
            var quoted = new StringBuilder("\"");
            foreach (char character in text)
            {
                if (character == '"' || character == '\\') quoted.Append('\\').Append(character);
                else if (character < ' ' || character == '\x7F') quoted.Append($"\\u{(int)character:x4}");
                else quoted.Append(character);
            }
            return quoted.Append('"').ToString();
        }

        /// <summary>A number with six significant digits.</summary>
        private static string Number(double value)
        {
            if (double.IsNaN(value) || double.IsInfinity(value)) return "null";
            return value.ToString("G6", CultureInfo.InvariantCulture).Replace('E', 'e');
        }

        private static string Join(IEnumerable<string> parts, string separator = ",") => string.Join(separator, parts);

        /// <summary>
        /// Confidence and words. A word lasts from its first token to the following space, or to the last token.
        /// </summary>
        private static string TranscriptFields(CandidateTranscript transcript)
        {
            var words = new List<string>();
            string text = null;
            float start = 0;
            for (int i = 0; i < transcript.Tokens.Length; i++)
            {
                TokenMetadata token = transcript.Tokens[i];
                if (text == null)
                {
                    text = "";
                    start = token.StartTime;
                }
                if (token.Text != " ") text += token.Text;
                if (token.Text != " " && i + 1 < transcript.Tokens.Length) continue;
                float duration = Math.Max(0, token.StartTime - start);
                words.Add($"{{\"word\":{Quote(text)},\"time\":{Number(start)},\"duration\":{Number(duration)}}}");
                text = null;
            }
            return $"\"metadata\":{{\"confidence\":{Number(transcript.Confidence)}}},\"words\":[{Join(words)}]";
        }

        private static IEnumerable<string> EmissionsFields(Emissions emissions)
        {
            int width = emissions.Symbols.Length;
            IEnumerable<string> rows = Enumerable.Range(0, emissions.NumTimesteps).Select(
                row => "[" + Join(Enumerable.Range(0, width).Select(i => Number(emissions.Values[row, i]))) + "]");
            yield return $"\"alphabet\":[{Join(emissions.Symbols.Select(Quote))}]";
            yield return $"\"emissions\":[\n{Join(rows, ",\n")}\n]";
        }

        /// <summary>Transcripts, the command (JSON, or null) and emissions (or null).</summary>
        internal static string Document(CandidateTranscript[] transcripts, Emissions emissions, string command)
        {
            var fields = transcripts.Take(1).Select(TranscriptFields).ToList();
            if (command != null) fields.Add($"\"command\":{command}");
            if (transcripts.Length > 1)
            {
                IEnumerable<string> others = transcripts.Skip(1).Select(other => $"{{{TranscriptFields(other)}}}");
                fields.Add($"\"alternatives\":[\n{Join(others, ",\n")}\n]");
            }
            if (emissions != null) fields.AddRange(EmissionsFields(emissions));
            return $"{{\n{Join(fields, ",\n")}\n}}\n";
        }

        /// <summary>Names and values; of two slots of one name, the later value.</summary>
        private static IEnumerable<KeyValuePair<string, string>> Slots(CommandMatch match)
        {
            foreach (string name in match.Slots.Select(slot => slot.Name).Distinct())
            {
                CommandSlot last = match.Slots.Last(slot => slot.Name == name);
                string value = last.Kind == SlotKind.Text ? Quote(last.Value) : last.Value;
                yield return new KeyValuePair<string, string>(name, value);
            }
        }

        /// <summary>The line about a command.</summary>
        internal static string CommandText(CommandMatch match)
        {
            if (match == null) return "command: none";
            return $"command: {match.Intent}" + Join(Slots(match).Select(slot => $" {slot.Key}={slot.Value}"), "");
        }

        /// <summary>The same as JSON.</summary>
        internal static string CommandJson(CommandMatch match)
        {
            if (match == null) return "null";
            string slots = Join(Slots(match).Select(slot => $"{Quote(slot.Key)}:{slot.Value}"));
            return $"{{\"intent\":{Quote(match.Intent)},\"slots\":{{{slots}}},\"sentence\":{Quote(match.Sentence)},"
                + $"\"transcript\":{match.TextIndex},\"distance\":{Number(match.Distance)}}}";
        }
    }
}
