namespace Hathi.Hdfs.Core.Namespace;

/// <summary>A client that writes files, and when it was last heard of (LeaseManager.Lease). The NameNode's own is never late: each of its files has its own time, <see cref="OpenFile.Tried"/>.</summary>
internal sealed class Lease(string holder)
{
    public string Holder { get; } = holder;

    /// <summary>Of the files that the NameNode has taken back.</summary>
    public bool IsNameNode { get; } = holder == Leases.NameNodeHolder;

    /// <summary>Monotonic milliseconds.</summary>
    public long Renewed { get; set; }

    /// <summary>The file that came here or was tried last.</summary>
    public OpenFile? First { get; set; }

    /// <summary>The one that has waited longest.</summary>
    public OpenFile? Last { get; set; }

    public int Count { get; set; }

    public Lease? Older { get; set; }

    public Lease? Newer { get; set; }

    /// <summary>As Apache's messages name it.</summary>
    public override string ToString() => $"[Lease.  Holder: {Holder}, pending creates: {Count}]";
}

/// <summary>A file under construction (FileUnderConstructionFeature).</summary>
internal sealed class OpenFile(long inodeId, string? user, string machine)
{
    public long InodeId { get; } = inodeId;

    /// <summary>Who opened it; null: read from an image or the log, which do not know.</summary>
    public string? User { get; set; } = user;

    /// <summary>Address that the writer came from.</summary>
    public string Machine { get; } = machine;

    public Lease Lease { get; set; } = null!;

    /// <summary>The last block has not been committed.</summary>
    public bool LastIsOpen { get; set; }

    /// <summary>Bytes of the last block, as far as known.</summary>
    public long LastLength { get; set; }

    /// <summary>Monotonic milliseconds at which a recovery of the last block was last begun; -1: never.</summary>
    public long RecoveryBegun { get; set; } = -1;

    /// <summary>Monotonic milliseconds at which the NameNode last tried to take it from its writer; -1: never.</summary>
    public long Tried { get; set; } = -1;

    /// <summary>The block whose recovery was asked for and has not ended; 0: none.</summary>
    public long AwaitedBlock { get; set; }

    /// <summary>Monotonic milliseconds at which that was last gone on with.</summary>
    public long AwaitedSince { get; set; }

    /// <summary>Its recovery was asked for, and the tick goes on with it.</summary>
    public bool IsAwaited => AwaitedBlock != 0;

    public OpenFile? Next { get; set; }

    public OpenFile? Previous { get; set; }
}

/// <summary>Who writes which files. Leases are kept in the order of their renewal, so that the tick looks at the oldest only.</summary>
internal sealed class Leases
{
    /// <summary>Holder of the leases that the NameNode has taken back (HdfsServerConstants.NAMENODE_LEASE_HOLDER).</summary>
    public const string NameNodeHolder = "HDFS_NameNode";

    private readonly Dictionary<string, Lease> _byHolder = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OpenFile> _byInode = [];
    private readonly SortedSet<long> _ids = [];
    private readonly Queue<OpenFile> _awaited = new();
    private Lease? _newest;

    /// <summary>Of clients' leases the one that was renewed longest ago.</summary>
    public Lease? Oldest { get; private set; }

    /// <summary>Files under construction.</summary>
    public int FileCount => _byInode.Count;

    public Dictionary<long, OpenFile>.ValueCollection Files => _byInode.Values;

    /// <summary>Inode ids of open files in order, from behind one of them. To be read in one step.</summary>
    public IEnumerable<long> IdsAfter(long id) => id == long.MaxValue ? [] : _ids.GetViewBetween(id + 1, long.MaxValue);

    /// <summary>
    /// Files whose recovery was asked for once and has to go on by itself, whoever holds them. Only in memory: after a restart the holder asks
    /// again, or the hard limit passes.
    /// </summary>
    public int AwaitedCount => _awaited.Count;

    public Lease? Get(string holder) => _byHolder.GetValueOrDefault(holder);

    public OpenFile? Find(long inodeId) => _byInode.GetValueOrDefault(inodeId);

    /// <summary>A file begins to be written; its holder is renewed.</summary>
    public OpenFile Open(long inodeId, string holder, string? user, string machine, long now)
    {
        var file = new OpenFile(inodeId, user, machine);
        _byInode.Add(inodeId, file);
        _ids.Add(inodeId);
        Give(file, holder, now);
        return file;
    }

    /// <summary>A file is no longer written; nothing when it was not.</summary>
    public void Close(long inodeId)
    {
        if (_byInode.Remove(inodeId, out var file))
        {
            _ids.Remove(inodeId);
            Take(file);
        }
    }

    /// <summary>Another holder from now on; it is renewed.</summary>
    public void Reassign(OpenFile file, string holder, long now)
    {
        Take(file);
        Give(file, holder, now);
    }

    /// <summary>The NameNode tries now to take the file from its writer: others of its lease have waited longer from here on.</summary>
    public void MarkTried(OpenFile file, long now)
    {
        file.Tried = now;
        Unlink(file);
        LinkFirst(file, file.Lease);
    }

    /// <summary>The recovery of a file's last block goes on by itself from now on.</summary>
    public void Await(OpenFile file, long block, long now)
    {
        if (!file.IsAwaited)
        {
            _awaited.Enqueue(file);
        }

        file.AwaitedBlock = block;
        file.AwaitedSince = now;
    }

    /// <summary>The file that was looked at longest ago, looked at now: taken out, and put back by <see cref="Await"/> as long as it waits.</summary>
    /// <returns>Its last block when its recovery was asked for.</returns>
    public (OpenFile File, long Block) NextAwaited()
    {
        var file = _awaited.Dequeue();
        var block = file.AwaitedBlock;
        file.AwaitedBlock = 0;
        return (file, block);
    }

    public void Renew(Lease lease, long now)
    {
        if (lease.IsNameNode)
        {
            return;
        }

        lease.Renewed = now;
        if (lease != _newest)
        {
            Detach(lease);
            AttachAsNewest(lease);
        }
    }

    /// <summary>After a restart nobody is late.</summary>
    public void RenewAll(long now)
    {
        for (var lease = Oldest; lease != null; lease = lease.Newer)
        {
            lease.Renewed = now;
        }
    }

    private void Give(OpenFile file, string holder, long now)
    {
        if (_byHolder.TryGetValue(holder, out var lease))
        {
            Renew(lease, now);
        }
        else
        {
            lease = new Lease(holder) { Renewed = now };
            _byHolder.Add(holder, lease);
            if (!lease.IsNameNode)
            {
                AttachAsNewest(lease);
            }
        }

        file.Lease = lease;
        LinkFirst(file, lease);
        lease.Count++;
    }

    private void Take(OpenFile file)
    {
        var lease = file.Lease;
        Unlink(file);
        if (--lease.Count == 0)
        {
            _byHolder.Remove(lease.Holder);
            if (!lease.IsNameNode)
            {
                Detach(lease);
            }
        }
    }

    private static void LinkFirst(OpenFile file, Lease lease)
    {
        file.Next = lease.First;
        file.Previous = null;
        lease.First?.Previous = file;
        lease.First = file;
        lease.Last ??= file;
    }

    private static void Unlink(OpenFile file)
    {
        if (file.Next != null)
        {
            file.Next.Previous = file.Previous;
        }
        else
        {
            file.Lease.Last = file.Previous;
        }

        if (file.Previous != null)
        {
            file.Previous.Next = file.Next;
        }
        else
        {
            file.Lease.First = file.Next;
        }
    }

    private void AttachAsNewest(Lease lease)
    {
        lease.Older = _newest;
        lease.Newer = null;
        _newest?.Newer = lease;
        _newest = lease;
        Oldest ??= lease;
    }

    private void Detach(Lease lease)
    {
        if (lease.Older != null)
        {
            lease.Older.Newer = lease.Newer;
        }
        else
        {
            Oldest = lease.Newer;
        }

        if (lease.Newer != null)
        {
            lease.Newer.Older = lease.Older;
        }
        else
        {
            _newest = lease.Older;
        }
    }
}
