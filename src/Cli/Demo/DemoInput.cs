using System.Security.Cryptography;
using Hathi.Base;

namespace Hathi.Cli.Demo;

/// <summary>
/// The demo's text: what the user gives, or the licence texts of this machine and the project's own documents, over
/// and over to three blocks.
/// </summary>
internal static class DemoInput
{
    /// <summary>Three blocks of 128 MiB, the last one partial.</summary>
    private const long DefaultBytes = 300L * 1000 * 1000;

    /// <summary>Texts read at most; a machine may have thousands of copyright files.</summary>
    private const int MaxTexts = 2000;

    /// <summary>Writes the text to a file of this machine.</summary>
    /// <returns>Where it is, its length and its SHA-256.</returns>
    public static (string Path, long Length, byte[] Hash) Prepare(string? given, string directory)
    {
        var path = given ?? Path.Combine(directory, "text");
        if (given is null)
        {
            Write(path);
        }

        using var file = File.OpenRead(path);
        return (path, file.Length, SHA256.HashData(file));
    }

    private static void Write(string path)
    {
        var texts = Texts().Take(MaxTexts).Select(File.ReadAllBytes).Where(t => t.Length > 0).ToList();
        if (texts.Count == 0)
        {
            throw new RefusedException("there is no text on this machine to count; name one with --input FILE");
        }

        using var file = File.Create(path);
        for (long written = 0; written < DefaultBytes;)
        {
            foreach (var text in texts)
            {
                var length = (int)Math.Min(text.Length, DefaultBytes - written);
                file.Write(text, 0, length);
                written += length;
                if (written == DefaultBytes)
                {
                    break;
                }
            }
        }
    }

    private static IEnumerable<string> Texts()
    {
        foreach (var folder in new[] { "/usr/share/common-licenses", "/usr/share/licenses", "/usr/share/doc" })
        {
            if (!Directory.Exists(folder))
            {
                continue;
            }

            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint,
            };
            foreach (var file in Directory.EnumerateFiles(folder, "*", options).Where(IsText).Order(StringComparer.Ordinal).ToList())
            {
                yield return file;
            }
        }

        if (Environment.GetEnvironmentVariable("HATHI_ROOT") is { } root)
        {
            foreach (var file in Directory.EnumerateFiles(root, "*.md"))
            {
                yield return file;
            }
        }
    }

    private static bool IsText(string path) => Path.GetFileName(path) == "copyright"
        || !Path.HasExtension(path)
        || Path.GetExtension(path) is ".txt" or ".md" or ".0" or ".1" or ".2" or ".3";
}
