namespace Hathi.Ring.Protocol.Requests;

/// <summary>Source: <c>native_protocol_v5.spec</c>, section 4.1.7.</summary>
public enum BatchKind : byte
{
    /// <summary>Happens wholly, sooner or later.</summary>
    Logged = 0,

    /// <summary>Its statements travel together, no more.</summary>
    Unlogged = 1,

    /// <summary>Of counters.</summary>
    Counter = 2,
}
