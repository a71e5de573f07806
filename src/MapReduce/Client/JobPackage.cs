using System.Globalization;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Engine;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>
/// Brings a job's files into the cluster and says which of them its containers get, and how the program is started there.
/// </summary>
internal sealed class JobPackage(JobOrigin origin, StagingDirectory staging, JobFileSystems fileSystems, Configuration configuration)
{
    /// <summary>The name of the worker archive in a container's working directory.</summary>
    private const string ArchiveLink = "hathi-worker";

    private readonly List<(string Name, LocalResourceProto Resource)> _resources = [];

    /// <summary>By their names in a container's working directory.</summary>
    internal IReadOnlyList<(string Name, LocalResourceProto Resource)> Resources => _resources;

    /// <summary>The command that starts the program, without its verb.</summary>
    internal string Command { get; private set; } = "";

    internal async Task UploadAsync(CancellationToken cancellationToken)
    {
        var replication = (short)configuration.Get(MapReduceKeys.SubmitReplication);
        await AddAsync(
            origin.AssemblyName, origin.AssemblyName, origin.Image, replication, LocalResourceTypeProto.File,
            cancellationToken).ConfigureAwait(false);
        if (origin.Directory is { } directory)
        {
            foreach (var file in Directory.GetFiles(directory, "*.dll")
                .Where(f => Path.GetFileName(f) != origin.AssemblyName && !IsOurs(f)))
            {
                var name = Path.GetFileName(file);
                await AddAsync(
                    name, name, await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), replication,
                    LocalResourceTypeProto.File, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var (key, isArchive) in CachedFile.Keys)
        {
            foreach (var named in configuration.GetStrings(key))
            {
                await AddCachedAsync(
                    CachedFile.Parse(named),
                    isArchive ? LocalResourceTypeProto.Archive : LocalResourceTypeProto.File,
                    replication,
                    cancellationToken).ConfigureAwait(false);
            }
        }

        await AddProgramAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool IsOurs(string file) => File.Exists(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file)));

    private async Task AddProgramAsync(CancellationToken cancellationToken)
    {
        if (configuration.Get(MapReduceKeys.WorkerHome) is { Length: > 0 } home)
        {
            Command = $"{Path.Combine(WorkerArchive.DotnetRoot, "dotnet")} {Path.Combine(home, "hathi.dll")}";
            return;
        }

        var archive = await new WorkerArchive().PublishAsync(fileSystems, configuration, cancellationToken).ConfigureAwait(false);
        var visibility = await ClusterFiles.VisibilityAsync(archive, cancellationToken).ConfigureAwait(false);
        _resources.Add((ArchiveLink, await ClusterFiles.ToResourceAsync(
            archive, LocalResourceTypeProto.Archive, visibility, cancellationToken).ConfigureAwait(false)));
        Command = $"./{ArchiveLink}/dotnet ./{ArchiveLink}/{WorkerArchive.ProgramFolder}/hathi.dll";
    }

    // Of this machine, or of the cluster.
    private async Task AddCachedAsync(CachedFile file, LocalResourceTypeProto type, short replication, CancellationToken cancellationToken)
    {
        var path = fileSystems.Resolve(file.Qualified);
        if (!await ClusterFiles.ExistsAsync(path, cancellationToken).ConfigureAwait(false))
        {
            throw file.Missing(path);
        }

        if (file.LocalPath is { } local)
        {
            // What kind of archive it is nodes tell by its own name, not by the one it gets.
            var kept = file.Name == file.OwnName
                ? file.Name
                : string.Create(CultureInfo.InvariantCulture, $"{_resources.Count}-{file.OwnName}");
            await AddAsync(
                file.Name, kept, await File.ReadAllBytesAsync(local, cancellationToken).ConfigureAwait(false), replication, type,
                cancellationToken).ConfigureAwait(false);
            return;
        }

        var visibility = await ClusterFiles.VisibilityAsync(path, cancellationToken).ConfigureAwait(false);
        _resources.Add((file.Name, await ClusterFiles.ToResourceAsync(path, type, visibility, cancellationToken).ConfigureAwait(false)));
    }

    // By one name in the working directory, by the other in the staging directory.
    private async Task AddAsync(
        string name, string kept, byte[] bytes, short replication, LocalResourceTypeProto type, CancellationToken cancellationToken)
    {
        var path = staging.Path.Child(kept);
        await ClusterFiles.WriteAsync(
            path, bytes, new CreateOptions { Replication = replication }, cancellationToken).ConfigureAwait(false);
        _resources.Add((name, await ClusterFiles.ToResourceAsync(
            path, type, LocalResourceVisibilityProto.Application, cancellationToken).ConfigureAwait(false)));
    }
}
