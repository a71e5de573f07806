using System.Reflection;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Cli;

/// <summary>
/// <c>hathi version</c>: first the version of Hadoop whose protocols and formats these are, as <c>hadoop version</c> prints
/// it and scripts read it.
/// </summary>
internal static class VersionCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ShellStreams streams)
    {
        var assembly = typeof(VersionCommand).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var sign = version.IndexOf('+', StringComparison.Ordinal);
        streams.Out.Line($"Hadoop {LayoutVersions.SoftwareVersion}");
        streams.Out.Line($"Hathi {(sign < 0 ? version : version[..sign])}, which speaks its protocols");
        if (sign >= 0)
        {
            streams.Out.Line($"Source code repository revision {version[(sign + 1)..]}");
        }

        streams.Out.Line($"Runs on .NET {Environment.Version}");
        streams.Out.Line($"This command was run using {assembly.Location}");
        streams.Out.Flush();
        return ExitCodes.Ok;
    }
}
