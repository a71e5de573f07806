using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>Faults of disks are told apart in one place, and a DataNode reaches its volumes by one way.</summary>
public sealed partial class DiskFaultTests
{
    private const string TheOnePlace = "src/Base/DiskFaults.cs";

    /// <summary>Files that name .NET's exceptions of a disk all the same, and why.</summary>
    private static readonly Dictionary<string, string> NamesThem = new(StringComparer.Ordinal)
    {
        [TheOnePlace] = "reads kinds from them",
        ["src/Hdfs/Client/LocalFileSystem.cs"] = "turns them into the types that callers of a FileSystem expect",
    };

    /// <summary>Files that read a result code all the same, and why.</summary>
    private static readonly Dictionary<string, string> ReadsCodes = new(StringComparer.Ordinal)
    {
        [TheOnePlace] = "reads kinds from it",
        ["src/Platform/Disk/LockFile.cs"] = "a lock that is taken is no fault of the disk",
    };

    [Fact]
    public void No_catch_lists_the_exceptions_of_a_disk_but_one() =>
        Assert.Empty(Found("src", NamesThem, Exceptions()));

    [Fact]
    public void Error_numbers_are_read_in_one_place() =>
        Assert.Empty(Found("src", ReadsCodes, Codes()));

    [Fact]
    public void A_DataNode_calls_its_disks_by_IDisk_only() =>
        Assert.Empty(Found("src/Hdfs/DataNode", [], Calls()));

    private static IEnumerable<string> Found(string folder, Dictionary<string, string> exempt, Regex pattern) =>
        from file in Repository.Files(folder, "*.cs")
        where !exempt.ContainsKey(file)
        let code = new JoinedLines(Path.Join(Repository.Root, file))
        from Match match in pattern.Matches(code.Text)
        select $"{file}:{code.LineAt(match.Index)}: {match.Value}: ask DiskFaults (Hathi.Base)";

    // What an IOException is told apart from, wherever it is caught.
    [GeneratedRegex(@"UnauthorizedAccessException|catch \(DirectoryNotFoundException|catch \(DriveNotFoundException"
        + @"|catch \(IOException (\w+)\) when \(\1(\.| is )")]
    private static partial Regex Exceptions();

    [GeneratedRegex(@"\bHResult\b")]
    private static partial Regex Codes();

    [GeneratedRegex(
        @"(?<![\w.])(File|Directory|RandomAccess)\.\w+\(|new (FileInfo|DirectoryInfo|DriveInfo|FileStream|FileSystemEnumerable)\b")]
    private static partial Regex Calls();
}
