using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Platform;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>A replica that does not match its checksums.</summary>
/// <param name="Block">Which.</param>
/// <param name="StorageId">On which of our volumes; empty: on another node.</param>
/// <param name="Kind">What that volume is.</param>
/// <param name="Node">The other node; null: this one.</param>
internal readonly record struct BadBlock(Block Block, string StorageId, StorageKind Kind, DatanodeInfoProto? Node);

/// <summary>What an error report is about. Source: DatanodeProtocol.</summary>
internal enum NodeErrorKind
{
    /// <summary>Something else than a disk.</summary>
    Notice = 0,

    /// <summary>A disk failed, and the node goes on.</summary>
    Disk = 1,

    /// <summary>A replica that the NameNode knows is not here.</summary>
    InvalidBlock = 2,

    /// <summary>Too many disks have failed: the node ends.</summary>
    FatalDisk = 3,
}

/// <summary>Something that went wrong here.</summary>
/// <param name="Kind">Of it.</param>
/// <param name="Message">What.</param>
/// <param name="IsOfVolume">A volume is lost: told in any case.</param>
internal readonly record struct NodeError(NodeErrorKind Kind, string Message, bool IsOfVolume);

/// <summary>
/// What the NameNode is to hear, until it has heard it: gathered from all threads, taken by <see cref="ReportLoop"/>. A finished
/// replica wakes the loop at once, since a client waits for it; others a moment later, together.
/// </summary>
internal sealed class NameNodeReports : IReplicaEvents, ITransferReports, IDisposable
{
    /// <summary>Begun and deleted replicas are told of after this long, those of the meantime with them.</summary>
    private const int GatherMilliseconds = 20;

    /// <summary>
    /// Damaged replicas of ours that wait to be told, about 100 bytes each: those of a disk that fails everywhere. More are found again by
    /// readers and by the next check.
    /// </summary>
    private const int MaxOwnBadBlocks = 100_000;

    /// <summary>Damaged replicas of other nodes that wait to be told; those find them, too.</summary>
    private const int MaxOtherBadBlocks = 1_000;

    /// <summary>
    /// Errors that wait to be told; of more their number is. What fails of disks for good is told in any case: once a volume.
    /// </summary>
    private const int MaxErrors = 100;

    private readonly object _gate = new();
    private readonly PendingReports _pending = new();
    private readonly HashSet<BadBlock> _badBlocks = [];
    private int _otherBadBlocks;
    private int _untold;
    private readonly List<NodeError> _errors = [];
    private readonly ITimer _later;
    private DatanodeInfoProto? _self;
    private string? _fatal;

    internal NameNodeReports(TimeProvider time)
    {
        Ready = new AsyncSignal { Time = time };
        VolumesChanged = new AsyncSignal { Time = time };
        _later = time.CreateTimer(static s => ((NameNodeReports)s!).Ready.Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Set when there is something to tell.</summary>
    internal AsyncSignal Ready { get; }

    /// <summary>Set when a volume failed: heartbeats tell of that.</summary>
    internal AsyncSignal VolumesChanged { get; }

    /// <inheritdoc/>
    public DatanodeInfoProto Self
    {
        get => Volatile.Read(ref _self) ?? throw new EnvironmentException("The DataNode is not registered with its NameNode yet.");
        internal set => Volatile.Write(ref _self, value);
    }

    public void Receiving(Volume volume, Block block) => Add(volume, new BlockChange(block, BlockChangeKind.Receiving, null), now: false);

    public void Received(Volume volume, Block block, string? deleteHint) =>
        Add(volume, new BlockChange(block, BlockChangeKind.Received, deleteHint), now: true);

    public void Deleted(Volume volume, Block block) => Add(volume, new BlockChange(block, BlockChangeKind.Deleted, null), now: false);

    public void Corrupt(Volume volume, Block block) => Bad(new BadBlock(block, volume.StorageId, volume.Kind, null));

    public void RemoteCorrupt(DatanodeInfoProto node, Block block) => Bad(new BadBlock(block, "", StorageKind.Disk, node));

    public void VolumeFailed(Volume volume, string reason)
    {
        lock (_gate)
        {
            _errors.Add(new NodeError(NodeErrorKind.Disk, $"DataNode failed volumes:{volume.Root}: {reason}", IsOfVolume: true));
        }

        Ready.Set();
        VolumesChanged.Set();
    }

    public void TooFewVolumes(string reason)
    {
        lock (_gate)
        {
            _fatal = reason;
            _errors.Add(new NodeError(NodeErrorKind.FatalDisk, reason, IsOfVolume: true));
        }

        Ready.Set();
    }

    public void DiskTrouble(string what) => Error(NodeErrorKind.Disk, what);

    /// <summary>The NameNode is to hear that something went wrong here.</summary>
    internal void Error(NodeErrorKind kind, string message)
    {
        lock (_gate)
        {
            AddError(new NodeError(kind, message, IsOfVolume: false));
        }

        Ready.Set();
    }

    /// <summary>Why the node cannot go on; null: it can.</summary>
    internal string? Fatal
    {
        get
        {
            lock (_gate)
            {
                return _fatal;
            }
        }
    }

    internal IReadOnlyList<(int Volume, List<BlockChange> Changes)> TakeChanges()
    {
        lock (_gate)
        {
            return _pending.TakeAll();
        }
    }

    internal void PutBack(IReadOnlyList<(int Volume, List<BlockChange> Changes)> changes)
    {
        lock (_gate)
        {
            _pending.PutBack(changes);
        }
    }

    /// <summary>
    /// Damaged replicas that may be told of now. One of ours of which there is something else to tell comes after that: the NameNode passes
    /// over the damage of what it does not know to be here.
    /// </summary>
    internal BadBlock[] TakeBadBlocks()
    {
        lock (_gate)
        {
            var taken = _badBlocks.Where(b => b.Node is not null || !_pending.Has(b.Block.Id)).ToArray();
            _badBlocks.ExceptWith(taken);
            _otherBadBlocks = 0;
            return taken;
        }
    }

    internal NodeError[] TakeErrors()
    {
        lock (_gate)
        {
            if (_untold > 0 && _errors.Count < MaxErrors)
            {
                _errors.Add(new NodeError(NodeErrorKind.Notice, $"{_untold} more errors are in the log of this node", IsOfVolume: false));
                _untold = 0;
            }

            var taken = _errors.ToArray();
            _errors.Clear();
            return taken;
        }
    }

    /// <summary>They were taken and not told: they come first.</summary>
    internal void PutBackErrors(ReadOnlySpan<NodeError> errors)
    {
        lock (_gate)
        {
            _errors.InsertRange(0, errors);
            var others = _errors.Count(static e => !e.IsOfVolume);
            for (var i = _errors.Count - 1; others > MaxErrors; i--)
            {
                if (!_errors[i].IsOfVolume)
                {
                    _errors.RemoveAt(i);
                    others--;
                    _untold++;
                }
            }
        }
    }

    /// <summary>They were taken and not told. Nothing new is there: who puts them back tries again after a pause.</summary>
    internal void PutBackBad(ReadOnlySpan<BadBlock> blocks)
    {
        foreach (var block in blocks)
        {
            AddBad(block);
        }
    }

    public void Dispose() => _later.Dispose();

    private void Add(Volume volume, BlockChange change, bool now)
    {
        lock (_gate)
        {
            _pending.Add(volume.Number, change);
        }

        if (now)
        {
            Ready.Set();
        }
        else
        {
            _later.Change(TimeSpan.FromMilliseconds(GatherMilliseconds), Timeout.InfiniteTimeSpan);
        }
    }

    private void AddError(NodeError error)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(error);
        }
        else
        {
            _untold++;
        }
    }

    private void Bad(BadBlock block)
    {
        AddBad(block);
        Ready.Set();
    }

    private void AddBad(BadBlock block)
    {
        lock (_gate)
        {
            var isOther = block.Node is not null;
            if ((isOther ? _otherBadBlocks < MaxOtherBadBlocks : _badBlocks.Count - _otherBadBlocks < MaxOwnBadBlocks)
                && _badBlocks.Add(block)
                && isOther)
            {
                _otherBadBlocks++;
            }
        }
    }
}
