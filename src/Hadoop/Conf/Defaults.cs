using Hathi.Hadoop.Keys;

namespace Hathi.Hadoop.Conf;

/// <summary>What holds when no file says otherwise, of the tables of keys: the part of Apache's defaults that clients read.</summary>
internal static class Defaults
{
    // What Apache's core-default.xml (3.5.0) has beside, for programs that ask; nothing here reads it.
    private static readonly (string Name, string Value)[] s_others =
    [
        ("ipc.client.connection.maxidletime", "10000"),
        ("ipc.client.ping", "true"),
        ("ipc.ping.interval", "60000"),
        ("ipc.maximum.response.length", "134217728"),
    ];

    internal static readonly (string Name, string Value)[] All =
    [
        .. s_others,
        Of(HdfsKeys.DefaultFileSystem),
        Of(HdfsKeys.TemporaryDirectory),
        Of(ClientKeys.Umask),
        Of(HdfsKeys.TrashMinutes),
        Of(HdfsKeys.TrashCheckpointMinutes),
        Of(ClientKeys.LocalBlockSize),
        Of(HdfsKeys.FileBufferSize),
        Of(ClientKeys.ConnectTimeout),
        Of(ClientKeys.ConnectRetries),
        Of(ClientKeys.ConnectRetryInterval),
        Of(ClientKeys.CallTimeout),
        Of(HdfsKeys.Homes),
        Of(HdfsKeys.Replication),
        Of(HdfsKeys.BlockSize),
        Of(HdfsKeys.BytesPerChecksum),
        Of(ClientKeys.ChecksumType),
        Of(HdfsKeys.WritePacketSize),
        Of(HdfsKeys.SocketTimeout),
        Of(HdfsKeys.SocketWriteTimeout),
        Of(ClientKeys.BlockWriteRetries),
        Of(ClientKeys.LocateFollowingBlockRetries),
        Of(ClientKeys.LocateFollowingBlockDelay),
        Of(ClientKeys.MaxPacketsInFlight),
        Of(ClientKeys.ExcludedNodeExpiry),
        Of(ClientKeys.ReplaceNode),
        Of(ClientKeys.ReplaceNodePolicy),
        Of(ClientKeys.ReplaceNodeBestEffort),
        Of(ClientKeys.ReplaceNodeMinReplication),
        Of(ClientKeys.MaxPipelineRecoveries),
        Of(ClientKeys.DataNodeRestartTimeout),
        Of(ClientKeys.MaxBlockAcquireFailures),
        Of(ClientKeys.RetryWindow),
        Of(ClientKeys.PrefetchBlocks),
        Of(ClientKeys.SocketCacheCapacity),
        Of(ClientKeys.SocketCacheExpiry),
        Of(ClientKeys.UseDataNodeHostname),
        Of(ClientKeys.HedgedReads),
        Of(ClientKeys.HedgedReadThreshold),
        Of(ClientKeys.FailoverAttempts),
        Of(ClientKeys.FailoverDelay),
        Of(ClientKeys.FailoverMaxDelay),
    ];

    private static (string Name, string Value) Of(Setting setting) => (setting.Name, setting.DefaultText);
}
