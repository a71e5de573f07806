using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Rename with options (rename2). No answer. At most once.</summary>
public sealed class Rename2Request : ClientRequest
{
    public required string Source { get; init; }

    public required string Destination { get; init; }

    /// <summary>An existing file or empty directory is replaced.</summary>
    public required bool Overwrite { get; init; }

    /// <summary>The client moves it to its trash: told apart for permissions only.</summary>
    public required bool ToTrash { get; init; }
}
