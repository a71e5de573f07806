namespace Hathi.Ring.Protocol.Tests;

/// <summary>
/// Bytes that others made: one line each, a name and hexadecimal digits. Requests and segments are those of DataStax's Python driver 3.25.0
/// (Debian's python3-cassandra), answers those of Apache Cassandra 5.0.6.
/// </summary>
internal static class Golden
{
    public static IReadOnlyDictionary<string, byte[]> Driver { get; } = Read("driver-3.25.0.txt");

    public static IReadOnlyDictionary<string, byte[]> Cassandra { get; } = Read("cassandra-5.0.6.txt");

    private static Dictionary<string, byte[]> Read(string file) => File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", file))
        .Select(static line => line.Split(' ', 2))
        .ToDictionary(static parts => parts[0], static parts => Convert.FromHexString(parts[1]), StringComparer.Ordinal);
}
