using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Protocol;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>Launch contexts of a job's containers.</summary>
internal static class Containers
{
    // The collector may use so much of a container; the rest is for sort buffers, stacks and the runtime itself.
    private const double HeapShare = 0.75;

    /// <summary>A container that runs the program.</summary>
    /// <param name="command">As <see cref="JobPackage.Command"/>.</param>
    /// <param name="arguments">The verb and what is behind it.</param>
    /// <param name="resources">By names in the working directory.</param>
    /// <param name="memory">Of the container, MiB.</param>
    /// <param name="credentials">Its tokens.</param>
    /// <param name="configuration">The job's.</param>
    internal static ContainerLaunchContextProto Launch(
        string command, string arguments, IEnumerable<(string Name, LocalResourceProto Resource)> resources, long memory,
        Credentials credentials, Configuration configuration)
    {
        var launch = new ContainerLaunchContextProto { Tokens = ByteString.CopyFrom(CredentialsFile.Encode(credentials)) };
        foreach (var (name, resource) in resources)
        {
            launch.LocalResources.Add(new StringLocalResourceMapProto { Key = name, Value = resource });
        }

        foreach (var (key, value) in Environment(memory))
        {
            launch.Environment.Add(new StringStringMapProto { Key = key, Value = value });
        }

        foreach (var setting in configuration.Get(MapReduceKeys.Environment))
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                launch.Environment.Add(new StringStringMapProto { Key = setting[..equals], Value = setting[(equals + 1)..] });
            }
        }

        // Who sees and ends the job may see and end its application, and read its logs. Source: Apache's YARNRunner.
        launch.ApplicationACLs.Add(Access(ApplicationAccessTypeProto.AppaccessViewApp, JobAcls.View));
        launch.ApplicationACLs.Add(Access(ApplicationAccessTypeProto.AppaccessModifyApp, JobAcls.Modify));
        ApplicationACLMapProto Access(ApplicationAccessTypeProto type, string key) =>
            new() { AccessType = type, Acl = configuration.Get(key) ?? JobAcls.Nobody };

        // In the place of the shell: that would end at once on SIGTERM, and the container with it, while a master still clears up.
        launch.Command.Add($"exec {command} {arguments} 1><LOG_DIR>/stdout 2><LOG_DIR>/stderr");
        return launch;
    }

    internal static ResourceProto Resource(long memory, int cores) => new() { Memory = memory, VirtualCores = cores };

    private static IEnumerable<(string Key, string Value)> Environment(long memory)
    {
        yield return ("HADOOP_USER_NAME", CurrentUser.Name);

        // Starts fast and stays small: no diagnostics port, no counting for later recompilation, one heap with an end.
        yield return ("DOTNET_EnableDiagnostics", "0");
        yield return ("DOTNET_TieredPGO", "0");
        yield return ("DOTNET_GCHeapHardLimit",
            ((long)(memory * HeapShare) << 20).ToString("x", System.Globalization.CultureInfo.InvariantCulture));
    }
}
