using System.Collections.Concurrent;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Client.Reading;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Client.Writing;

namespace Hathi.Hdfs.Client;

/// <summary>What all streams of one file system share. Safe for use by several threads.</summary>
internal sealed class HdfsClient : IAsyncDisposable
{
    private readonly ConcurrentDictionary<HdfsWriteStream, byte> _open = new();
    private int _disposed;

    internal HdfsClient(
        IRpcCaller caller, IDataNodeCalls dataNodes, string user, HdfsClientOptions options, ClientSurroundings surroundings)
    {
        Options = options;
        Surroundings = surroundings;
        User = user;
        NameNode = new NameNodeCalls(caller, $"HATHI_{surroundings.UniqueName()}");
        Connections = new ConnectionCache(options.SocketCacheCapacity, options.SocketCacheExpiry, surroundings.Time);
        DataNodes = dataNodes;
        Suspects = new SuspectNodes(surroundings.Time);
        Leases = new LeaseRenewer(NameNode, options.LeaseRenewal, surroundings.Time);
        Packets = new PacketPool(options);
        Hedges = new HedgeLimit(options.HedgedReads);
    }

    internal HdfsClientOptions Options { get; }

    /// <summary>The machine that it runs on.</summary>
    internal ClientSurroundings Surroundings { get; }

    /// <summary>Time that passes, timers, pauses.</summary>
    internal TimeProvider Time => Surroundings.Time;

    internal string User { get; }

    internal NameNodeCalls NameNode { get; }

    internal IDataNodeCalls DataNodes { get; }

    internal ConnectionCache Connections { get; }

    internal SuspectNodes Suspects { get; }

    internal LeaseRenewer Leases { get; }

    internal PacketPool Packets { get; }

    internal HedgeLimit Hedges { get; }

    /// <summary>Something went wrong that the client deals with by itself: text for whoever wonders why it takes so long.</summary>
    internal event Action<string>? Warned;

    internal void Warn(string message) => Warned?.Invoke(message);

    /// <summary>Names the holder of leases.</summary>
    internal string ClientName => NameNode.ClientName;

    /// <summary>A file is open for writing: its lease is renewed, and it is closed with the file system.</summary>
    internal void Opened(HdfsWriteStream stream)
    {
        _open[stream] = 0;
        Leases.Open();
    }

    internal void Closed(HdfsWriteStream stream)
    {
        if (_open.TryRemove(stream, out _))
        {
            Leases.Close();
            if (_open.IsEmpty)
            {
                Packets.Rest();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (var stream in _open.Keys)
        {
            try
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Who wants to know whether the file is complete disposes the stream himself.
            }
        }

        await Leases.DisposeAsync().ConfigureAwait(false);
        Connections.Dispose();
        await DataNodes.DisposeAsync().ConfigureAwait(false);
        await NameNode.Caller.DisposeAsync().ConfigureAwait(false);
    }
}
