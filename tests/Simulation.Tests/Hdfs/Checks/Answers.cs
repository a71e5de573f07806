using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>Answers of the core beside those of the model.</summary>
internal static class Answers
{
    public static bool Equal(object? expected, object? answer) => (expected, answer) switch
    {
        (null, null) => true,
        (bool a, bool b) => a == b,
        (ModelInode a, FileStatus b) => Same(a, b),
        (ModelListing a, DirectoryListing b) => Same(a, b),
        (ModelSummary a, ContentSummary b) => a.Files == b.Files && a.Directories == b.Directories && a.Length == b.Length,
        (FileStatus a, FileStatus b) => (a with { Name = default }) == (b with { Name = default }),
        (AppendResult a, AppendResult b) =>
            Equal(a.Status, b.Status) && a.LastBlock?.Block == b.LastBlock?.Block && a.LastBlock?.Offset == b.LastBlock?.Offset,
        _ => false,
    };

    public static string Describe(object? answer) => answer switch
    {
        null => "nothing",
        ModelInode i => $"inode {i.Id} at {i.Path}, length {i.Length}",
        ModelListing l => $"{l.Entries.Count} of {l.Total} entries: {string.Join(' ', l.Entries.Select(static e => e.Name))}",
        NameNodeInput input => Describe(input),
        _ => answer.ToString()!,
    };

    /// <summary>A call with its fields.</summary>
    public static string Describe(NameNodeInput input)
    {
        var fields = input.GetType().GetProperties().Where(static p => p.Name is not "Caller").Select(p => $"{p.Name} {p.GetValue(input)}");
        return $"{input.GetType().Name} ({string.Join(", ", fields)})";
    }

    private static bool Same(ModelListing expected, DirectoryListing page) =>
        expected.Total == page.Entries.Count + page.Remaining
        && (page.Entries.Count == expected.Entries.Count
            || (expected.MayBeShort && page.Entries.Count is > 0 and var n && n < expected.Entries.Count))
        && expected.Entries.Zip(page.Entries).All(static p => Same(p.First, p.Second));

    private static bool Same(ModelInode inode, FileStatus status) =>
        inode.Id == status.InodeId
        && inode.IsDirectory == (status.Kind == FileKind.Directory)
        && inode.Length == status.Length
        && inode.Mode == status.Mode
        && inode.Owner == status.Owner
        && inode.Group == status.Group
        && inode.ModificationTime == status.ModificationTime
        && inode.AccessTime == status.AccessTime
        && inode.Replication == status.Replication
        && inode.BlockSize == status.BlockSize
        && (!inode.IsDirectory || inode.Children.Count == status.Children);
}
