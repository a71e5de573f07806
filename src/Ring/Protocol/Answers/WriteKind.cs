namespace Hathi.Ring.Protocol.Answers;

/// <summary>What a write was that failed or came too late. Source: <c>native_protocol_v5.spec</c>, section 8.</summary>
public enum WriteKind
{
    /// <summary>One statement.</summary>
    Simple,

    /// <summary>A logged batch, whose log was written: it will happen.</summary>
    Batch,

    /// <summary>A batch that is not logged.</summary>
    UnloggedBatch,

    /// <summary>Of a counter: not to be repeated.</summary>
    Counter,

    /// <summary>The log of a batch.</summary>
    BatchLog,

    /// <summary>With a condition.</summary>
    Cas,

    /// <summary>Of a view.</summary>
    View,

    /// <summary>To the log of changes.</summary>
    Cdc,
}
