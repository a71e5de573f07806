using Hathi.Bench.Checks;

namespace Hathi.Bench.Tests;

/// <summary>What <c>hathi bench --work</c> deletes: what it made, and nothing else.</summary>
public sealed class WorkDirectoryTests : IDisposable
{
    private readonly string _path = Path.Join(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    [Fact]
    public void Somebody_elses_directory_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(_path);
        var letter = Path.Join(_path, "letter");
        File.WriteAllText(letter, "dear");
        foreach (var part in (string[])["transfer", "growth"])
        {
            var run = new BenchOptions(_path, [part], 1, 1, 1, 1, _path, Alone: true);
            Assert.StartsWith(
                $"{_path} is there", Assert.Throws<BenchException>(() => BenchRun.Run(run)).Message, StringComparison.Ordinal);
        }

        if (OperatingSystem.IsLinux())
        {
            var check = new CheckOptions(_path, "all", 1, 1, 1, _path, Write: true, Add: false);
            Assert.StartsWith(
                $"{_path} is there", Assert.Throws<BenchException>(() => CheckCommand.Run(check)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<BenchException>(() => new WorkDirectory(letter));
        Assert.Equal([letter], Directory.EnumerateFileSystemEntries(_path));
        Assert.Equal("dear", File.ReadAllText(letter));
    }

    [Fact]
    public void What_is_empty_or_was_left_by_an_earlier_run_is_taken_and_deleted()
    {
        Directory.CreateDirectory(_path);
        _ = new WorkDirectory(_path); // and ended there
        File.WriteAllText(Path.Join(_path, "image"), "");
        using (new WorkDirectory(_path))
        {
            Assert.True(File.Exists(Path.Join(_path, "image")));
        }

        Assert.False(Directory.Exists(_path));
    }
}
