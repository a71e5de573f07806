using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Files in directories that containers write to are opened in one way (Hathi.Platform.Disk.RegularFile): a pipe is not waited for and no
/// link is followed. Whoever opens another file in these rooms says here which one.
/// </summary>
public sealed partial class WrittenByContainersTests
{
    /// <summary>Rooms that look into such directories.</summary>
    private static readonly (string Folder, string Files)[] s_rooms =
        [
            ("src/Yarn/NodeManager", "*.cs"), ("src/Yarn/Client/Logs", "*.cs"), ("src/MapReduce/Shuffle/Serve", "*.cs"),
            ("src/Lab/Drivers/Process", "LeftContainers.cs"),
        ];

    /// <summary>Lines that open a file all the same, what they open, and why.</summary>
    private static readonly Dictionary<(string File, string Text), string> s_others = new()
    {
        [("src/Yarn/NodeManager/Storage/PrivateFile.cs", "new FileStream(path, options)")] =
            "makes a new file after what was there has been removed",
        [("src/Yarn/NodeManager/Launch/ContainerCgroups.cs", "")] = "all of them the kernel's",
        [("src/Yarn/NodeManager/Localize/ResourceFetch.cs",
            "File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, FileShare.None)")] = "makes a new file",
        [("src/Yarn/NodeManager/Localize/ResourceFetch.cs", "new FileStream(RegularFile.Open(source)")] = "what RegularFile has opened",
        [("src/Yarn/NodeManager/Monitor/NodeUsage.cs", "File.ReadLines(\"/proc/meminfo\")")] = "the kernel's",
        [("src/Yarn/NodeManager/Monitor/NodeUsage.cs", "File.ReadLines(\"/proc/stat\")")] = "the kernel's",
        [("src/Yarn/NodeManager/Containers/MemoryDiagnostics.cs", "File.ReadAllText($\"/proc/{pid}/cmdline\")")] = "the kernel's",
    };

    [Fact]
    public void Files_of_containers_are_opened_in_one_way()
    {
        var found =
            from room in s_rooms
            from file in Repository.Files(room.Folder, room.Files)
            from line in File.ReadLines(Path.Join(Repository.Root, file)).Select((text, i) => (Text: text, Number: i + 1))
            where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Opens().IsMatch(line.Text)
                && !s_others.Keys.Any(o => o.File == file && line.Text.Contains(o.Text, StringComparison.Ordinal))
            select $"{file}:{line.Number}: {line.Text.Trim()}: ask RegularFile (Hathi.Platform.Disk), or say in this test whose file it is";
        Assert.Empty(found);
    }

    [Fact]
    public void What_is_said_to_be_opened_is() =>
        Assert.DoesNotContain(
            s_others.Keys, static o => !File.ReadAllText(Path.Join(Repository.Root, o.File)).Contains(o.Text, StringComparison.Ordinal));

    [Theory]
    [InlineData("using var f = File.OpenRead(path);")]
    [InlineData("foreach (var l in File.ReadLines(path))")]
    [InlineData("await File.ReadAllTextAsync(path, token)")]
    [InlineData("new FileStream(path, FileMode.Open)")]
    [InlineData("new StreamReader(path)")]
    [InlineData("info.OpenRead()")]
    [InlineData("File.Copy(a, b)")]
    public void What_is_looked_for_is_seen(string line) => Assert.Matches(Opens(), line);

    [GeneratedRegex(@"(?<![\w])File\.(Open|Read|Copy|Create\(|Append|Write)\w*\(?|new (FileStream|StreamReader|StreamWriter)\("
        + @"|\.(OpenRead|OpenText|OpenWrite|OpenHandle)\(")]
    private static partial Regex Opens();
}
