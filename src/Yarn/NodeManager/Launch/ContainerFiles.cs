using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>The paths of one container, and what its script has written.</summary>
internal sealed class ContainerFiles(Container container)
{
    internal const string TokensFile = "container_tokens";

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

    /// <summary>What the launch script wrote at its end; null: nothing.</summary>
    /// <exception cref="IOException">This process has no descriptor left.</exception>
    internal int? ReadExitCode() => NumberFile.ReadBelow(container.Local!, ExitCodeFile);

    /// <summary>What the launch script wrote at its start; null: it has not run.</summary>
    /// <exception cref="IOException">This process has no descriptor left.</exception>
    internal int? ReadPid() => NumberFile.ReadBelow(container.Local!, PidFile);
}
