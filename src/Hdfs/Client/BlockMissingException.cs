using Hathi.Base;

namespace Hathi.Hdfs.Client;

/// <summary>
/// No DataNode could give a block of a file; the message says which and why each did not. Source: Apache <c>BlockMissingException</c>.
/// </summary>
public sealed class BlockMissingException(string path, long offset, string message, Exception? inner) : EnvironmentException(message, inner)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Where in the file.</summary>
    public long Offset { get; } = offset;
}
