namespace Hathi.Ring.Protocol.Answers;

/// <summary>Why a replica failed. Source: Apache <c>RequestFailureReason</c>.</summary>
public enum FailureReason : ushort
{
    /// <summary>Something else.</summary>
    Unknown = 0,

    /// <summary>More tombstones than its limit.</summary>
    ReadTooManyTombstones = 1,

    /// <summary>It did not answer in time.</summary>
    Timeout = 2,

    /// <summary>It does not have that table or column.</summary>
    IncompatibleSchema = 3,

    /// <summary>More bytes than its limit.</summary>
    ReadSize = 4,

    /// <summary>It is down.</summary>
    NodeDown = 5,

    /// <summary>Its index is not built.</summary>
    IndexNotAvailable = 6,

    /// <summary>More indexes on disk than its limit.</summary>
    ReadTooManyIndexes = 7,
}
