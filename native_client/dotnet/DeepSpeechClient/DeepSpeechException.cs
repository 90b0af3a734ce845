using System;
using DeepSpeechClient.Enums;
using DeepSpeechClient.Native;

namespace DeepSpeechClient
{
    /// <summary>A failure of the library. It is an <see cref="ArgumentException"/>, as in DeepSpeech 0.9.3.</summary>
    public class DeepSpeechException : ArgumentException
    {
        internal DeepSpeechException(string function, ErrorCodes code, string details)
            : base(Describe(function, code, details))
        {
            Function = function;
            Code = code;
            Details = details;
        }

        /// <summary>The function of the library that failed, without DS_.</summary>
        public string Function { get; }

        /// <summary>The status code.</summary>
        public ErrorCodes Code { get; }

        /// <summary>The reason, with the path or value concerned; may be empty.</summary>
        public string Details { get; }

        private static string Describe(string function, ErrorCodes code, string details)
        {
            string meaning = Conversion.TakeText(NativeMethods.DS_ErrorCodeToErrorMessage((int)code));
            string text = $"{function} failed with '{meaning}' (0x{(int)code:X4})";
            return details.Length == 0 ? text : $"{text}: {details}";
        }
    }
}
