using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>What operations need of the node around them. Safe from any thread.</summary>
internal sealed class TransferContext
{
    private readonly CancellationTokenSource _ending = new();
    private ReplicaStore? _store;

    internal required TransferOptions Options { get; init; }

    internal required IDialer Dialer { get; init; }

    /// <summary>Time that passes, timers, pauses.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal required ILogger Log { get; init; }

    internal required TransferFigures Figures { get; init; }

    internal required MoveThrottle Moves { get; init; }

    /// <summary>What the buffers of all transfers hold.</summary>
    internal BufferMemory Memory { get; init; } = new(BufferMemory.DefaultMaxGrown);

    /// <summary>Says that the node ends: operations wait for no peer any more.</summary>
    internal CancellationToken Ending => _ending.Token;

    /// <summary>What the NameNode is to hear.</summary>
    internal required ITransferReports Reports { get; init; }

    /// <summary>The replicas; set once the node has found its name space.</summary>
    /// <exception cref="IOException">Not yet.</exception>
    internal ReplicaStore Store
    {
        get => Volatile.Read(ref _store)
            ?? throw new EnvironmentException("The DataNode is not ready: it has not reached its NameNode yet.");
        set => Volatile.Write(ref _store, value);
    }

    /// <summary>Ends what operations wait for: connections that they opened, or are opening, and their turn to move bytes.</summary>
    internal void End() => _ending.Cancel();

    /// <summary>An operation failed: when a disk was the reason, its volume is looked at. Never fails itself.</summary>
    internal void CheckDisk(Exception cause) => Volatile.Read(ref _store)?.CheckDisk(cause);
}

/// <summary>What operations have the NameNode told.</summary>
internal interface ITransferReports
{
    /// <summary>This node as others know it.</summary>
    DatanodeInfoProto Self { get; }

    /// <summary>A write has begun.</summary>
    void Receiving(Volume volume, Block block);

    /// <summary>Another node sent us a replica that does not match its checksums.</summary>
    void RemoteCorrupt(DatanodeInfoProto node, Block block);
}
