using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// How many blocks of a file have been located. Blocks in front of a file's last never change; a file that lost some of those that
/// were located begins anew.
/// </summary>
internal sealed class LocationsCursor
{
    /// <summary>Those located, in order.</summary>
    public List<LocatedBlock> Blocks { get; } = [];

    /// <summary>Index in the file of the block to go on with.</summary>
    public int Next { get; private set; }

    /// <summary>Bytes of the file in front of that block.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether what was located is still the beginning of what this file has.</summary>
    public bool IsAt(NameTree tree, int handle)
    {
        return Next <= tree[handle].BlockCount && (Blocks.Count == 0 || tree.Blocks[handle, Next - 1] == Blocks[^1].Block.Id);
    }

    public void Add(LocatedBlock block)
    {
        Blocks.Add(block);
        Pass(block.Block.Length);
    }

    /// <summary>Goes on behind a block of so many bytes.</summary>
    public void Pass(long length)
    {
        Next++;
        Offset += length;
    }
}
