using System.Text;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Containers;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>The paths of one container, and its small files.</summary>
internal sealed class ContainerFiles(Container container)
{
    internal const string TokensFile = "container_tokens";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Its working directory.</summary>
    internal string Work { get; } = NodeDirectories.Container(container.Local!, container.User, container.Application, container.Id);

    /// <summary>What only the node looks at.</summary>
    internal string Private { get; } = NodeDirectories.Private(container.Local!, container.Application, container.Id);

    internal string Logs { get; } = container.Logs!;

    internal string PidFile => $"{Private}/{container.Id}.pid";

    internal string ExitCodeFile => $"{Private}/{container.Id}.pid.exitcode";

    internal string Tokens => $"{Work}/{TokensFile}";

    /// <summary>Also what the command line of its first process has in it, and no other container's of any node.</summary>
    internal string Script => $"{Work}/{LaunchScript.FileName}";

    /// <exception cref="IOException">A directory cannot be made.</exception>
    internal void CreateDirectories()
    {
        NodeDirectories.MakePassable(Private);
        NodeDirectories.MakePassable(Work);
        NodeDirectories.MakePassable(Work + "/tmp"); // {{PWD}}/tmp is Java's temporary directory
    }

    /// <summary>Makes its log directory, which may be on another disk.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal void CreateLogs() => NodeDirectories.MakePassable(Logs);

    /// <summary>Writes a file that only its owner may read.</summary>
    internal static void WriteSecret(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, OwnerOnly);

    internal static void WriteScript(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text), OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>What the launch script wrote at its end; null: nothing.</summary>
    /// <exception cref="IOException">This process has no descriptor left.</exception>
    internal int? ReadExitCode() => NumberFile.ReadBelow(container.Local!, ExitCodeFile);

    /// <summary>What the launch script wrote at its start; null: it has not run.</summary>
    /// <exception cref="IOException">This process has no descriptor left.</exception>
    internal int? ReadPid() => NumberFile.ReadBelow(container.Local!, PidFile);

    // A new file: what another container has put there beforehand would be written through, or waited for.
    private static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var file = new FileStream(path, options);
        file.Write(bytes);
    }
}
