namespace Hathi.Hdfs.Protocol.Tests;

/// <summary>Bytes that classes of Apache Hadoop 3.5.0 wrote: one line each, a name and hexadecimal digits.</summary>
internal static class Golden
{
    private static readonly Dictionary<string, string> Lines = File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "data-transfer-3.5.0.txt"))
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    public static string Text(string name) => Lines[name];

    public static byte[] Bytes(string name) => Convert.FromHexString(Lines[name]);
}
