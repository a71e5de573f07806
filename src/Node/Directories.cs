using Hathi.Hdfs.Client;

namespace Hathi.Node;

/// <summary>Directory settings: paths or file: URIs, separated by commas.</summary>
internal static class Directories
{
    public static IReadOnlyList<string> All(Configuration conf, string key) => [.. conf.GetStrings(key).Select(Local)];

    /// <exception cref="ConfigurationException">None is named.</exception>
    public static string First(Configuration conf, string key) => All(conf, key) is [var first, ..]
        ? first
        : throw new ConfigurationException($"{key} is not set; it names the directory where the data is kept", null);

    private static string Local(string text) => text.StartsWith("file:", StringComparison.Ordinal) ? new Uri(text).LocalPath : Path.GetFullPath(text);
}
