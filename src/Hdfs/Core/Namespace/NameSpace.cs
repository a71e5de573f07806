using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// Everything that is persisted: the tree, the leases, the retry cache and the counters, with the block side told of what concerns it.
/// Changed by the edits (Edits/) only, on the live path and at replay alike.
/// </summary>
internal sealed class NameSpace : CoreState
{
    /// <summary>SequentialBlockIdGenerator.LAST_RESERVED_BLOCK_ID</summary>
    public const long LastReservedBlockId = 1L << 30;

    /// <summary>GenerationStamp.LAST_RESERVED_STAMP</summary>
    public const long LastReservedGenerationStamp = 1000;

    private readonly Stack<int> _purge = new();
    private readonly Queue<long> _replication = new();
    private readonly Dictionary<long, int> _replicationFrom = [];
    private readonly HashSet<long> _replicationAgain = [];

    public NameSpace(NameNodeOptions options)
    {
        Tree = new NameTree(options.SuperUser, options.SuperGroup, Leases);
        RetryCache = new RetryCache(options.RetryCacheEntries, options.RetryCacheExpiry);
    }

    public NameTree Tree { get; }

    public Leases Leases { get; } = new();

    public RetryCache RetryCache { get; }

    /// <summary>Set right after construction; the block side is made with the core as its owner.</summary>
    public IBlockManager Blocks { get; set; } = null!;

    public long LastInodeId { get; set; } = NameTree.RootId;

    public long LastBlockId { get; set; } = LastReservedBlockId;

    public long LastGenerationStamp { get; set; } = LastReservedGenerationStamp;

    /// <summary>Monotonic milliseconds of this step; 0 at replay.</summary>
    public long Monotonic { get; set; }

    /// <summary>Wall milliseconds of this step; 0 at replay.</summary>
    public long Wall { get; set; }

    /// <summary>There is something unlinked whose blocks are still to be removed.</summary>
    public bool HasPurge => _purge.Count > 0;

    /// <summary>The handle of an inode that an edit speaks of.</summary>
    /// <exception cref="FormatException">There is none: the log does not fit the image.</exception>
    public int Require(long inodeId)
    {
        var handle = Tree.Find(inodeId);
        return handle != 0 ? handle : throw new FormatException(
            $"An edit speaks of inode {inodeId}, which does not exist: the log does not fit the image it is replayed on.");
    }

    /// <summary>The directory that an edit speaks of.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public int RequireDirectory(long inodeId)
    {
        var handle = Require(inodeId);
        return Tree[handle].IsDirectory ? handle : throw Unfit($"takes inode {inodeId}, which is a file, for a directory");
    }

    /// <summary>The file that an edit speaks of.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public int RequireFile(long inodeId)
    {
        var handle = Require(inodeId);
        return !Tree[handle].IsDirectory ? handle : throw Unfit($"takes inode {inodeId}, which is a directory, for a file");
    }

    /// <summary>An edit makes an inode: ids grow, and names fit where they are kept.</summary>
    /// <exception cref="FormatException">There was such an inode, or it cannot be called so.</exception>
    public void RequireNew(long inodeId, ReadOnlySpan<byte> name)
    {
        if (inodeId <= LastInodeId)
        {
            throw Unfit($"makes inode {inodeId} after inode {LastInodeId}");
        }

        RequireName(inodeId, name);
    }

    /// <summary>An edit gives an inode a name.</summary>
    /// <exception cref="FormatException">Nothing can be called so.</exception>
    public static void RequireName(long inodeId, ReadOnlySpan<byte> name)
    {
        if (name.Length is < 1 or > ushort.MaxValue)
        {
            throw Unfit($"gives inode {inodeId} a name of {name.Length} bytes");
        }
    }

    /// <summary>The inode that an edit takes out of its directory.</summary>
    /// <exception cref="FormatException">There is none, or it is the root.</exception>
    public int RequireLinked(long inodeId) =>
        Require(inodeId) is var handle && handle != Tree.Root ? handle : throw Unfit("takes the root out of its directory");

    /// <summary>The last block of a file that an edit speaks of.</summary>
    /// <exception cref="FormatException">It has none.</exception>
    public long RequireLast(int file) => Tree[file].BlockCount > 0
        ? Tree.Blocks.Last(file)
        : throw Unfit($"speaks of the last block of inode {Tree[file].Id}, which has none");

    /// <summary>The way up from where an edit moves an inode to does not pass through it: operations see to that, a log may lie.</summary>
    /// <exception cref="FormatException">It does.</exception>
    public void RequireOutside(int handle, int directory)
    {
        for (var at = IsLeading ? 0 : directory; at != 0; at = Tree[at].Parent)
        {
            if (at == handle)
            {
                throw Unfit($"moves inode {Tree[handle].Id} below itself");
            }
        }
    }

    /// <summary>Nobody writes the file that an edit opens.</summary>
    /// <exception cref="FormatException">Somebody does.</exception>
    public void RequireClosed(long inodeId)
    {
        if (Leases.Find(inodeId) is not null)
        {
            throw Unfit($"opens inode {inodeId} a second time");
        }
    }

    private static FormatException Unfit(string what) => new($"An edit {what}: the log does not fit the image it is replayed on.");

    /// <summary>The open file that an edit speaks of.</summary>
    /// <exception cref="FormatException">It is not open: the log does not fit the image.</exception>
    public OpenFile RequireOpen(long inodeId) =>
        Leases.Find(inodeId) ?? throw new FormatException(
            $"An edit writes to inode {inodeId}, which is not open: the log does not fit the image it is replayed on.");

    /// <summary>What the block side knows of a block of a file.</summary>
    public Block BlockOf(long blockId) =>
        Blocks.TryGet(blockId, out var info)
            ? info.Block
            : throw new InvalidOperationException($"Block {blockId} belongs to a file and the block side does not know it.");

    /// <summary>A file is closed: its last block is final whatever has been reported of it. Those before it are already.</summary>
    public void CompleteLast(int file)
    {
        if (Tree[file].BlockCount > 0 && Blocks.TryGet(Tree.Blocks.Last(file), out var last) && last.State != BlockState.Complete)
        {
            Blocks.ForceComplete(last.Block.Id, last.Block.Length, last.Block.GenerationStamp);
        }
    }

    /// <summary>
    /// A block is followed by another: on the live path enough replicas will be reported in time, at replay there are none yet.
    /// </summary>
    public void CompleteLastAtReplay(int file)
    {
        if (!IsLeading)
        {
            CompleteLast(file);
        }
    }

    /// <summary>As INode.updateModificationTime: never back.</summary>
    public void Touch(int directory, long time)
    {
        ref var inode = ref Tree[directory];
        inode.ModificationTime = Math.Max(inode.ModificationTime, time);
    }

    /// <summary>The length of the last block has become known, or its state has changed: the file and all above it follow.</summary>
    public void SetLast(int file, OpenFile open, long lastLength, bool lastIsOpen)
    {
        ref var inode = ref Tree[file];
        var before = Tree.SpaceOf(file);
        var grown = lastLength - open.LastLength;
        inode.Length += grown;
        open.LastLength = lastLength;
        open.LastIsOpen = lastIsOpen;
        Tree.AddTotals(inode.Parent, new Totals { Length = grown, Space = Tree.SpaceOf(file) - before });
    }

    /// <summary>Cuts something off. It and what was below it goes with <see cref="Purge"/>.</summary>
    public void Remove(int handle)
    {
        Tree.Unlink(handle);
        _purge.Push(handle);
        if (!IsLeading)
        {
            Purge(int.MaxValue);
        }
    }

    /// <summary>Frees what has been cut off.</summary>
    /// <param name="budget">Inodes, blocks and replicas at most, taken together: each is about a microsecond.</param>
    /// <returns>How many it were.</returns>
    public int Purge(int budget)
    {
        var left = budget;
        while (left > 0 && _purge.TryPeek(out var next))
        {
            left--;
            if (!Tree[next].IsDirectory)
            {
                PurgeFile(next, ref left);
            }
            else if (Tree.PopChild(next) is var child and not 0)
            {
                _purge.Push(child);
            }
            else
            {
                Tree.Destroy(_purge.Pop());
            }
        }

        return budget - left;
    }

    /// <summary>There are files whose blocks are still to be told of another number of replicas.</summary>
    public bool HasReplication => _replication.Count > 0;

    /// <summary>Other replicas are wanted of a file than before. Its blocks are told some at a time, beginning here.</summary>
    /// <param name="file">Handle.</param>
    /// <param name="budget">Blocks and replicas at most, for now.</param>
    public void ChangeReplication(int file, int budget)
    {
        var id = Tree[file].Id;
        if (_replicationFrom.TryGetValue(id, out var next))
        {
            // What has been told already is told again behind all others, or a file that is changed again and again
            // would keep them waiting.
            _ = next > 0 && _replicationAgain.Add(id);
            return;
        }

        _replication.Enqueue(id);
        _replicationFrom[id] = 0;
        if (_replication.Count == 1)
        {
            RunReplication(ref budget);
        }
    }

    /// <summary>Tells blocks of the number of replicas that is wanted of their file by now.</summary>
    /// <param name="budget">Blocks and replicas at most.</param>
    public void RunReplication(ref int budget)
    {
        while (budget > 0 && _replication.TryPeek(out var id))
        {
            var file = Tree.Find(id);
            var next = _replicationFrom[id];
            if (file == 0 || next >= Tree[file].BlockCount)
            {
                _replication.Dequeue();
                budget--;
                if (_replicationAgain.Remove(id) && file != 0)
                {
                    _replication.Enqueue(id);
                    _replicationFrom[id] = 0;
                }
                else
                {
                    _replicationFrom.Remove(id);
                }

                continue;
            }

            budget -= 1 + Blocks.SetReplication(Tree.Blocks[file, next], Tree.LayoutOf(file).Replication);
            _replicationFrom[id] = next + 1;
        }
    }

    /// <summary>Files under construction without those that have been deleted and are still to be freed.</summary>
    public int ReachableOpenFiles()
    {
        var count = 0;
        foreach (var open in Leases.Files)
        {
            count += Tree.IsReachable(Tree.Find(open.InodeId)) ? 1 : 0;
        }

        return count;
    }

    // From its end, so that what is left is still a file.
    private void PurgeFile(int file, ref int left)
    {
        for (; Tree[file].BlockCount > 0; Tree.Blocks.RemoveLast(file))
        {
            if (left <= 0)
            {
                return;
            }

            left -= 1 + Blocks.Remove(Tree.Blocks.Last(file));
        }

        if (Tree[file].IsUnderConstruction)
        {
            Leases.Close(Tree[file].Id);
        }

        Tree.Destroy(_purge.Pop());
    }
}
