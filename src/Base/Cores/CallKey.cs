namespace Hathi.Base.Cores;

/// <summary>Identity of a call across retries: a second call with the same key gets the first one's answer.</summary>
/// <param name="ClientHigh">First eight bytes of the 16-byte RPC client id, big-endian.</param>
/// <param name="ClientLow">Last eight bytes.</param>
/// <param name="CallId">The call's number within the client; below zero: not retriable, no entry is kept.</param>
public readonly record struct CallKey(ulong ClientHigh, ulong ClientLow, int CallId)
{
    /// <summary>Of a call that may be repeated.</summary>
    public static readonly CallKey None = new(0, 0, -1);
}
