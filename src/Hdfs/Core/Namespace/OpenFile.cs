namespace Hathi.Hdfs.Core.Namespace;

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

    /// <summary>
    /// Monotonic milliseconds at which it was asked for because its writer had been silent, who keeps it all the same;
    /// -1: for another reason.
    /// </summary>
    public long SilentAt { get; set; } = -1;

    /// <summary>Whoever wrote it is heard of again since.</summary>
    public bool IsWriterBack => SilentAt >= 0 && Lease.Heard >= SilentAt;

    /// <summary>Monotonic milliseconds at which the log was last told why it cannot be released; -1: never.</summary>
    public long Told { get; set; } = -1;

    public OpenFile? Next { get; set; }

    public OpenFile? Previous { get; set; }

    public OpenFile? NextAwaited { get; set; }

    public OpenFile? PreviousAwaited { get; set; }
}
