namespace Hathi.Hdfs.Core.Model;

/// <summary>One page of a directory (DirectoryListingProto).</summary>
/// <param name="Entries">
/// In the order of their names, by signed bytes as in Java. For a file that was listed: itself, with an empty name.
/// </param>
/// <param name="Remaining">Entries after this page.</param>
public sealed record DirectoryListing(IReadOnlyList<FileStatus> Entries, int Remaining);
