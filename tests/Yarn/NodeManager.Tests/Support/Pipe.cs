using System.Diagnostics;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>A named pipe by which a container's shell and a test wait for each other: opening it takes both.</summary>
internal sealed class Pipe
{
    internal Pipe(string path)
    {
        FilePath = path;
        using var make = Process.Start("mkfifo", path);
        make.WaitPatiently();
    }

    internal string FilePath { get; }

    /// <summary>Waits until the container writes a line.</summary>
    internal Task<string> ReadAsync() => Task.Run(() => File.ReadAllText(FilePath).Trim()).WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Waits until the container reads.</summary>
    internal Task WriteAsync(string text) => Task.Run(() => File.WriteAllText(FilePath, text)).WaitAsync(TimeSpan.FromMinutes(2));
}
