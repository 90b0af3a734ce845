using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Tests
{
    /// <summary>
    /// The methods of <see cref="Golden"/> and <see cref="Lifetimes"/>, each a test: Tests GOLDEN_FOLDER [COMMANDS]. Prints
    /// a line for each; the exit status is 1 if one fails.
    /// </summary>
    internal static class Program
    {
        internal static string Folder { get; private set; }

        /// <summary>A grammar of commands in which "turn on the light" is {Switch, state "on"}; null: none.</summary>
        internal static string Commands { get; private set; }

        internal static string Model => Path.Combine(Folder, "model", "output_graph.tflite");

        internal static string Scorer => Path.Combine(Folder, "kenlm.scorer");

        private static int Main(string[] arguments)
        {
            Folder = arguments[0];
            Commands = arguments.Length > 1 ? arguments[1] : null;
            int failed = 0;
            var tests = new[] { typeof(Golden), typeof(Lifetimes) }
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public));
            foreach (MethodInfo test in tests)
            {
                try
                {
                    test.Invoke(null, null);
                    Console.WriteLine($"ok {test.Name}");
                }
                catch (TargetInvocationException error)
                {
                    failed = 1;
                    Console.WriteLine($"FAILED {test.Name}: {error.InnerException}");
                }
            }
            return failed;
        }
    }

    internal static class Expect
    {
        internal static void Equal<T>(T expected, T received)
        {
            if (!Equals(expected, received)) throw new InvalidOperationException($"expected {expected}, got {received}");
        }

        internal static void True(bool value, string what)
        {
            if (!value) throw new InvalidOperationException(what);
        }

        internal static T Throws<T>(Action action) where T : Exception
        {
            try
            {
                action();
            }
            catch (T error)
            {
                return error;
            }
            throw new InvalidOperationException($"expected {typeof(T).Name}");
        }

        internal static void Code(DeepSpeechClient.Enums.ErrorCodes code, Action action)
        {
            var error = Throws<DeepSpeechClient.DeepSpeechException>(action);
            Equal(code, error.Code);
            True(error.Message.Contains($"(0x{(int)code:X4})"), error.Message);
        }
    }
}
