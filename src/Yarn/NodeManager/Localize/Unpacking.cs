using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>Archives into directories. What it is, the name says. Source: FSDownload.unpack, FileUtil.unTar, RunJar.unJar.</summary>
internal static class Unpacking
{
    /// <summary>The longest time for one match of a user's pattern.</summary>
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>Whether an archive of this name is known.</summary>
    internal static bool IsArchive(string name) => IsZip(name) || IsTar(name);

    /// <summary>Unpacks all of an archive into a new directory.</summary>
    /// <exception cref="IOException">It is damaged, or an entry would land outside.</exception>
    internal static void All(string archive, string directory)
    {
        Directory.CreateDirectory(directory);
        if (IsZip(archive))
        {
            Zip(archive, directory, static _ => true);
            return;
        }

        using var file = File.OpenRead(archive);
        if (archive.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
        {
            TarFile.ExtractToDirectory(file, directory, overwriteFiles: true);
            return;
        }

        using var plain = new GZipStream(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(plain, directory, overwriteFiles: true);
    }

    /// <summary>Unpacks those entries of a jar whose whole name matches.</summary>
    /// <exception cref="IOException">It is damaged, or an entry would land outside.</exception>
    internal static void Matching(string jar, string directory, string pattern)
    {
        Regex regex;
        try
        {
            regex = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.Singleline, MatchLimit);
        }
        catch (ArgumentException e)
        {
            throw new IOException($"The pattern {pattern} for {Path.GetFileName(jar)} is no regular expression: {e.Message}", e);
        }

        Zip(jar, directory, regex.IsMatch);
    }

    internal static bool IsZip(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jar", StringComparison.OrdinalIgnoreCase);

    private static bool IsTar(string name) =>
        name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);

    private static void Zip(string archive, string directory, Func<string, bool> wanted)
    {
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            foreach (var entry in zip.Entries)
            {
                if (!wanted(entry.FullName))
                {
                    continue;
                }

                var target = Inside(directory, entry.FullName);
                if (entry.FullName.EndsWith('/'))
                {
                    Directory.CreateDirectory(target);
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                entry.ExtractToFile(target, overwrite: true);
            }
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"{Path.GetFileName(archive)} is no zip archive, or a damaged one: {e.Message}", e);
        }
    }

    private static string Inside(string directory, string name)
    {
        var root = Path.GetFullPath(directory) + "/";
        var target = Path.GetFullPath(Path.Join(directory, name));
        return target.StartsWith(root, StringComparison.Ordinal) || target + "/" == root
            ? target
            : throw new IOException($"The entry {name} would be unpacked outside of its directory.");
    }
}
