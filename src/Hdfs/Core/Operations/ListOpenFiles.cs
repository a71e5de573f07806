using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One page of the files under construction by inode id (listOpenFiles). Answer: <see cref="OpenFilesPage"/>.</summary>
public sealed class ListOpenFilesRequest : ClientRequest
{
    /// <summary>Inode id of the last entry of the page before; 0: from the start.</summary>
    public required long AfterId { get; init; }

    /// <summary>Only files under this path; / for all.</summary>
    public required string PathPrefix { get; init; }

    /// <summary>Only those that hold up a decommission.</summary>
    public required bool BlockingDecommissionOnly { get; init; }
}

/// <summary>A file under construction.</summary>
/// <param name="InodeId">Its id.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="ClientName">Holder of the lease.</param>
/// <param name="ClientMachine">Address the holder came from.</param>
public sealed record OpenFileEntry(long InodeId, string Path, string ClientName, string ClientMachine);

/// <summary>A page of open files in order of inode id.</summary>
public sealed record OpenFilesPage(IReadOnlyList<OpenFileEntry> Entries, bool HasMore);
