using System;
using System.Runtime.InteropServices;

namespace DeepSpeechClient.Native
{
    /// <summary>A handle of the library. It is released once, when nothing uses it any more.</summary>
    internal abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle() : base(IntPtr.Zero, true)
        {
        }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    internal sealed class ModelHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            NativeMethods.DS_FreeModel(handle);
            return true;
        }
    }

    internal sealed class StreamHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            NativeMethods.DS_FreeStream(handle);
            return true;
        }

        /// <summary>The address, for a call that releases the stream itself.</summary>
        internal IntPtr Take()
        {
            IntPtr taken = handle;
            SetHandleAsInvalid();
            return taken;
        }
    }

    internal sealed class GrammarHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            NativeMethods.DS_FreeCommands(handle);
            return true;
        }
    }
}
