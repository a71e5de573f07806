namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// A client that writes files, and when it was last heard of (LeaseManager.Lease). The NameNode's own is never late: each of its files has
/// its own time, <see cref="OpenFile.Tried"/>.
/// </summary>
internal sealed class Lease(string holder)
{
    public string Holder { get; } = holder;

    /// <summary>Of the files that the NameNode has taken back.</summary>
    public bool IsNameNode { get; } = holder == Leases.NameNodeHolder;

    /// <summary>Monotonic milliseconds: by its client, or for it, when a file of its was taken.</summary>
    public long Renewed { get; set; }

    /// <summary>Monotonic milliseconds at which its client was last heard of itself.</summary>
    public long Heard { get; set; }

    /// <summary>Monotonic milliseconds at which the log was last told that it is over; -1: never.</summary>
    public long Told { get; set; } = -1;

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

/// <summary>Who writes which files. Leases are kept in the order of their renewal, so that the tick looks at the oldest only.</summary>
internal sealed class Leases
{
    /// <summary>Holder of the leases that the NameNode has taken back (HdfsServerConstants.NAMENODE_LEASE_HOLDER).</summary>
    public const string NameNodeHolder = "HDFS_NameNode";

    private readonly Dictionary<string, Lease> _byHolder = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OpenFile> _byInode = [];
    private readonly SortedSet<long> _ids = [];
    private Lease? _newest;

    /// <summary>Of clients' leases the one that was renewed longest ago.</summary>
    public Lease? Oldest { get; private set; }

    /// <summary>Files under construction.</summary>
    public int FileCount => _byInode.Count;

    public Dictionary<long, OpenFile>.ValueCollection Files => _byInode.Values;

    /// <summary>Inode ids of open files in order, from behind one of them. To be read in one step.</summary>
    public IEnumerable<long> IdsAfter(long id) => id == long.MaxValue ? [] : _ids.GetViewBetween(id + 1, long.MaxValue);

    /// <summary>Files whose recovery was asked for and goes on by itself.</summary>
    public AwaitedRecoveries Awaited { get; } = new();

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
            Awaited.Remove(file);
            Withdraw(file);
        }
    }

    /// <summary>Another holder from now on; it is renewed.</summary>
    public void Reassign(OpenFile file, string holder, long now)
    {
        Withdraw(file);
        Give(file, holder, now);
    }

    /// <summary>The NameNode tries now to take the file from its writer: others of its lease have waited longer from here on.</summary>
    public void MarkTried(OpenFile file, long now)
    {
        file.Tried = now;
        Unlink(file);
        LinkFirst(file, file.Lease);
    }

    /// <summary>Its client was heard of.</summary>
    public void Hear(Lease lease, long now)
    {
        lease.Heard = now;
        lease.Told = -1;
        Renew(lease, now);
    }

    /// <summary>It is not late from now on, whether or not its client was heard of.</summary>
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
            Hear(lease, now);
        }
        else
        {
            lease = new Lease(holder) { Renewed = now, Heard = now };
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

    private void Withdraw(OpenFile file)
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
