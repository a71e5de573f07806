namespace Hathi.Hdfs.Client;

/// <summary>How a file is created. A null takes the configuration's value (dfs.replication, dfs.blocksize, …).</summary>
public sealed record CreateOptions
{
    /// <summary>Replace an existing file; otherwise <see cref="FileAlreadyExistsException"/>.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Make missing parents.</summary>
    public bool CreateParents { get; init; } = true;

    public short? Replication { get; init; }

    /// <summary>Bytes; a multiple of 512.</summary>
    public long? BlockSize { get; init; }

    /// <summary>Mode before the umask, octal; 0666 when null.</summary>
    public int? Mode { get; init; }

    /// <summary>
    /// Of local files: write their checksums into .NAME.crc beside them, as Hadoop's ChecksumFileSystem does. HDFS always has its own.
    /// </summary>
    public bool WriteChecksums { get; init; }

    public static readonly CreateOptions Default = new();
}
