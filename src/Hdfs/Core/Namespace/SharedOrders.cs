namespace Hathi.Hdfs.Core.Namespace;

/// <summary>An order of owners, groups and modes, for looking them up.</summary>
internal sealed class AttributesOrder : IComparer<Attributes>
{
    public int Compare(Attributes x, Attributes y)
    {
        var owners = string.CompareOrdinal(x.Owner, y.Owner);
        if (owners != 0)
        {
            return owners;
        }

        var groups = string.CompareOrdinal(x.Group, y.Group);
        return groups != 0 ? groups : x.Mode.CompareTo(y.Mode);
    }
}

/// <summary>An order of layouts, for looking them up.</summary>
internal sealed class FileLayoutOrder : IComparer<FileLayout>
{
    public int Compare(FileLayout x, FileLayout y)
    {
        var sizes = x.BlockSize.CompareTo(y.BlockSize);
        if (sizes != 0)
        {
            return sizes;
        }

        var replications = x.Replication.CompareTo(y.Replication);
        return replications != 0 ? replications : x.StoragePolicy.CompareTo(y.StoragePolicy);
    }
}
