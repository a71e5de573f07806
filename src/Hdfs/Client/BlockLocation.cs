namespace Hathi.Hdfs.Client;

/// <summary>A stretch of a file and the nodes that hold it (Apache's BlockLocation).</summary>
/// <param name="Offset">Of its first byte in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Hosts">Host names of the nodes that hold it, nearest first.</param>
/// <param name="Addresses">ip:port of their data transfer, same order.</param>
/// <param name="Racks">Network locations, same order, for example /rack-1.</param>
/// <param name="Corrupt">No good replica is known.</param>
public sealed record BlockLocation(
    long Offset,
    long Length,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<string> Racks,
    bool Corrupt);
