using Hathi.Base;

namespace Hathi.Hdfs.Protocol;

/// <summary>
/// The bytes are not what this protocol or file format says: the other side, or the disk, is at fault. The only exception that the
/// decoders of this assembly throw, whatever bytes they are given. A connection that brought it cannot be used any further.
/// </summary>
public sealed class MalformedMessageException(string message, Exception? inner) : EnvironmentException(message, inner)
{
    /// <summary>With a message that says what was read and what was wrong with it.</summary>
    public MalformedMessageException(string message)
        : this(message, null)
    {
    }
}
