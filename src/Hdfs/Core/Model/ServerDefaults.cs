namespace Hathi.Hdfs.Core.Model;

/// <summary>What a client uses when it is not told otherwise (FsServerDefaultsProto).</summary>
/// <param name="BlockSize">Bytes (dfs.blocksize).</param>
/// <param name="BytesPerChecksum">Bytes (dfs.bytes-per-checksum).</param>
/// <param name="WritePacketSize">Bytes (dfs.client-write-packet-size).</param>
/// <param name="Replication">Replicas (dfs.replication).</param>
/// <param name="FileBufferSize">Bytes (io.file.buffer.size).</param>
/// <param name="TrashIntervalMinutes">Minutes; 0: no trash (fs.trash.interval).</param>
public sealed record ServerDefaults(
    long BlockSize,
    int BytesPerChecksum,
    int WritePacketSize,
    short Replication,
    int FileBufferSize,
    long TrashIntervalMinutes);
