using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>The open files of a replica.</summary>
/// <param name="Data">Bytes.</param>
/// <param name="Meta">Checksums.</param>
/// <param name="Path">Of the block file, for messages.</param>
internal readonly record struct ReplicaFilePair(IDiskFile Data, IDiskFile Meta, string Path)
{
    internal void Close()
    {
        Data.Dispose();
        Meta.Dispose();
    }
}
