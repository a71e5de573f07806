using Hathi.Hdfs.Core.Model;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>A file or directory as the checkers know it.</summary>
internal sealed class ModelInode
{
    public required long Id { get; init; }

    public required bool IsDirectory { get; init; }

    public required string Name { get; set; }

    public ModelInode? Parent { get; set; }

    public SortedDictionary<string, ModelInode> Children { get; } = new(StringComparer.Ordinal);

    public required string Owner { get; set; }

    public required string Group { get; set; }

    public required ushort Mode { get; set; }

    public required long ModificationTime { get; set; }

    public long AccessTime { get; set; }

    public short Replication { get; set; }

    public long BlockSize { get; set; }

    /// <summary>Replaced as a whole, never changed.</summary>
    public IReadOnlyList<Block> Blocks { get; set; } = [];

    /// <summary>Who writes it; null: nobody.</summary>
    public string? Holder { get; set; }

    public long Length => Blocks.Sum(b => b.Length);

    public string Path
    {
        get
        {
            var text = "";
            for (var at = this; at.Parent is not null; at = at.Parent)
            {
                text = "/" + at.Name + text;
            }

            return text.Length == 0 ? "/" : text;
        }
    }

    public ModelInode CloneAlone() => new()
    {
        Id = Id,
        IsDirectory = IsDirectory,
        Name = Name,
        Owner = Owner,
        Group = Group,
        Mode = Mode,
        ModificationTime = ModificationTime,
        AccessTime = AccessTime,
        Replication = Replication,
        BlockSize = BlockSize,
        Blocks = Blocks,
        Holder = Holder,
    };
}
