using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Hathi.Platform.Archives;

/// <summary>
/// Archives into directories. What it is, the name says. Symbolic links are kept, wherever they lead; nothing is written through one that
/// leads outside (<see cref="ConfinedDirectory"/>). Source: FSDownload.unpack, FileUtil.unTar, RunJar.unJar.
/// </summary>
public static class Unpacking
{
    private const int MostName = 100;

    // sys/stat.h, in the upper half of a zip entry's attributes when a Unix made it.
    private const int TypeMask = 0xF000;
    private const int SymbolicLink = 0xA000;

    /// <summary>Whether an archive of this name is known.</summary>
    public static bool IsArchive(string name) => IsZip(name) || IsTar(name);

    /// <summary>Unpacks all of an archive into a new directory.</summary>
    /// <exception cref="IOException">It is damaged, or an entry would land outside.</exception>
    public static void All(string archive, string directory)
    {
        Directory.CreateDirectory(directory);
        if (IsZip(archive))
        {
            Zip(archive, directory, static _ => true);
            return;
        }

        try
        {
            Tar(archive, directory);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ArchiveException($"{Path.GetFileName(archive)} is no tar archive, or a damaged one: {e.Message}", e);
        }
    }

    /// <summary>Unpacks those entries of a jar whose whole name matches.</summary>
    /// <exception cref="IOException">It is damaged, or an entry would land outside.</exception>
    public static void Matching(string jar, string directory, string pattern)
    {
        Regex regex;
        try
        {
            regex = UserPattern.Of($"^(?:{pattern})$", RegexOptions.Singleline, UserPattern.MatchLimit);
        }
        catch (ArgumentException e)
        {
            var shown = pattern.Length > MostName ? $"{pattern[..MostName]}…" : pattern;
            throw new ArchiveException($"The pattern {shown} for {Path.GetFileName(jar)} is no regular expression: {e.Message}", e);
        }

        try
        {
            Zip(jar, directory, regex.IsMatch);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ArchiveException(
                $"The pattern {pattern} for {Path.GetFileName(jar)} takes more than {UserPattern.MatchLimit.TotalSeconds} s "
                + "for the name of one entry.",
                e);
        }
    }

    /// <summary>Whether an archive of this name is a zip, as jars are.</summary>
    public static bool IsZip(string name) =>
        name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jar", StringComparison.OrdinalIgnoreCase);

    private static bool IsTar(string name) =>
        name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);

    private static void Tar(string archive, string directory)
    {
        using var file = File.OpenRead(archive);
        if (archive.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
        {
            TarUnpacking.All(file, new ConfinedDirectory(directory));
            return;
        }

        using var plain = new GZipStream(file, CompressionMode.Decompress);
        TarUnpacking.All(plain, new ConfinedDirectory(directory));
    }

    private static void Zip(string archive, string directory, Func<string, bool> wanted)
    {
        try
        {
            var inside = new ConfinedDirectory(directory);
            using var zip = ZipFile.OpenRead(archive);
            foreach (var entry in zip.Entries)
            {
                if (!wanted(entry.FullName))
                {
                    continue;
                }

                Unpack(entry, inside);
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ArchiveException($"{Path.GetFileName(archive)} is no zip archive, or a damaged one: {e.Message}", e);
        }
    }

    // What .NET's readers throw of archives that are none; names that no file can have are none of the archive's sound parts either.
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or FormatException or OverflowException or ArgumentException or NotSupportedException;

    private static void Unpack(ZipArchiveEntry entry, ConfinedDirectory inside)
    {
        if (((entry.ExternalAttributes >> 16) & TypeMask) == SymbolicLink)
        {
            inside.Link(entry.FullName, Target(entry));
        }
        else if (entry.FullName.EndsWith('/'))
        {
            inside.Create(entry.FullName);
        }
        else
        {
            entry.ExtractToFile(inside.Place(entry.FullName), overwrite: true);
        }
    }

    // What a link leads to is its content.
    private static string Target(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        var bytes = new byte[ConfinedDirectory.LongestTarget + 1];
        var length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= ConfinedDirectory.LongestTarget
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new ArchiveException(
                $"The link {entry.FullName} leads to a path of more than {ConfinedDirectory.LongestTarget} bytes.", null);
    }
}
