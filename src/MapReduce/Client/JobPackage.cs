using System.Globalization;
using Hathi.Hdfs.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>Brings a job's files into the cluster and says which of them its containers get, and how the program is started there.</summary>
internal sealed class JobPackage(JobOrigin origin, StagingDirectory staging, JobFileSystems fileSystems, Configuration configuration)
{
    /// <summary>The name of the worker archive in a container's working directory.</summary>
    private const string ArchiveLink = "hathi-worker";

    /// <summary>Files that the staging directory's replicas are for: every node reads them (mapreduce.client.submit.file.replication).</summary>
    private const int DefaultReplication = 10;

    private readonly List<(string Name, LocalResourceProto Resource)> _resources = [];

    /// <summary>By their names in a container's working directory.</summary>
    internal IReadOnlyList<(string Name, LocalResourceProto Resource)> Resources => _resources;

    /// <summary>The command that starts the program, without its verb.</summary>
    internal string Command { get; private set; } = "";

    internal async Task UploadAsync(CancellationToken cancellationToken)
    {
        var replication = (short)configuration.GetInt("mapreduce.client.submit.file.replication", DefaultReplication);
        await AddAsync(origin.AssemblyName, origin.AssemblyName, origin.Image, replication, LocalResourceTypeProto.File, cancellationToken).ConfigureAwait(false);
        if (origin.Directory is { } directory)
        {
            foreach (var file in Directory.GetFiles(directory, "*.dll").Where(f => Path.GetFileName(f) != origin.AssemblyName && !IsOurs(f)))
            {
                var name = Path.GetFileName(file);
                await AddAsync(name, name, await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), replication, LocalResourceTypeProto.File, cancellationToken).ConfigureAwait(false);
            }
        }

        // Hadoop's -files and -archives.
        foreach (var (key, type) in ((string, LocalResourceTypeProto)[])[("tmpfiles", LocalResourceTypeProto.File), ("tmpjars", LocalResourceTypeProto.File), ("tmparchives", LocalResourceTypeProto.Archive)])
        {
            foreach (var named in configuration.GetStrings(key))
            {
                await AddCachedAsync(named, type, replication, cancellationToken).ConfigureAwait(false);
            }
        }

        await AddProgramAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool IsOurs(string file) => File.Exists(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file)));

    private async Task AddProgramAsync(CancellationToken cancellationToken)
    {
        if (configuration.GetString(JobKeys.WorkerHome, "") is { Length: > 0 } home)
        {
            Command = $"{Path.Combine(WorkerArchive.DotnetRoot, "dotnet")} {Path.Combine(home, "hathi.dll")}";
            return;
        }

        var archive = await new WorkerArchive().PublishAsync(fileSystems, configuration, cancellationToken).ConfigureAwait(false);
        var visibility = await ClusterFiles.VisibilityAsync(archive, cancellationToken).ConfigureAwait(false);
        _resources.Add((ArchiveLink, await ClusterFiles.ToResourceAsync(archive, LocalResourceTypeProto.Archive, visibility, cancellationToken).ConfigureAwait(false)));
        Command = $"./{ArchiveLink}/dotnet ./{ArchiveLink}/{WorkerArchive.ProgramFolder}/hathi.dll";
    }

    // path, or path#name-in-the-working-directory; local, or of the cluster.
    private async Task AddCachedAsync(string named, LocalResourceTypeProto type, short replication, CancellationToken cancellationToken)
    {
        var hash = named.IndexOf('#', StringComparison.Ordinal);
        var source = hash < 0 ? named : named[..hash];
        var name = hash < 0 ? Path.GetFileName(source) : named[(hash + 1)..];
        if (source.StartsWith("file:", StringComparison.Ordinal) || (!source.Contains("://", StringComparison.Ordinal) && File.Exists(source)))
        {
            var local = source.StartsWith("file:", StringComparison.Ordinal) ? new Uri(source).LocalPath : source;

            // What kind of archive it is nodes tell by its own name, not by the one it gets.
            var kept = name == Path.GetFileName(local) ? name : string.Create(CultureInfo.InvariantCulture, $"{_resources.Count}-{Path.GetFileName(local)}");
            await AddAsync(name, kept, await File.ReadAllBytesAsync(local, cancellationToken).ConfigureAwait(false), replication, type, cancellationToken).ConfigureAwait(false);
            return;
        }

        var path = fileSystems.Resolve(source);
        if (!await ClusterFiles.ExistsAsync(path, cancellationToken).ConfigureAwait(false))
        {
            throw new FileNotFoundException($"{source} does not exist, neither on this machine nor as {path}; the job was to bring it along (-files, -archives).");
        }

        var visibility = await ClusterFiles.VisibilityAsync(path, cancellationToken).ConfigureAwait(false);
        _resources.Add((name, await ClusterFiles.ToResourceAsync(path, type, visibility, cancellationToken).ConfigureAwait(false)));
    }

    // By one name in the working directory, by the other in the staging directory.
    private async Task AddAsync(string name, string kept, byte[] bytes, short replication, LocalResourceTypeProto type, CancellationToken cancellationToken)
    {
        var path = staging.Path.Child(kept);
        await ClusterFiles.WriteAsync(path, bytes, new CreateOptions { Replication = replication }, cancellationToken).ConfigureAwait(false);
        _resources.Add((name, await ClusterFiles.ToResourceAsync(path, type, LocalResourceVisibilityProto.Application, cancellationToken).ConfigureAwait(false)));
    }
}
