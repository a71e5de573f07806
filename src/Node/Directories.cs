using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Node;

/// <summary>Directory settings: paths or file: URIs, separated by commas.</summary>
internal static class Directories
{
    private const string Scheme = "file:";

    public static IReadOnlyList<string> All(Configuration conf, Setting<IReadOnlyList<string>> key) => [.. conf.Get(key).Select(Local)];

    /// <exception cref="ConfigurationException">None is named.</exception>
    public static string First(Configuration conf, Setting<IReadOnlyList<string>> key) => All(conf, key) is [var first, ..]
        ? first
        : throw new ConfigurationException($"{key} is not set; it names the directory where the data is kept", null);

    // One spelling of each: what stands beside it is found by its name, and two settings that name the same are the same.
    private static string Local(string text) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(text.StartsWith(Scheme, StringComparison.Ordinal) ? OfUri(text) : text));

    // file:/a, file:///a, file:/a//b: .NET's Uri takes the last for one with a host and refuses it.
    private static string OfUri(string text)
    {
        var path = text[Scheme.Length..];
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        return path.StartsWith('/')
            ? Uri.UnescapeDataString(path)
            : throw new ConfigurationException(
                $"{text} is no directory of this machine: write it with one slash behind file:, or with three", null);
    }
}
