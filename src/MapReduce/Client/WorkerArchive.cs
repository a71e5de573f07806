using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Client;

/// <summary>
/// The running program with the runtime it runs on, as one .tar.gz in the cluster's file system, named by its hash: what a node without
/// .NET needs. Made once by whoever comes first. Inside: <c>dotnet</c>, <c>host/</c>, <c>shared/</c>, and the program in <c>app/</c>.
/// </summary>
internal sealed class WorkerArchive
{
    /// <summary>The folder of the program in the archive.</summary>
    internal const string ProgramFolder = "app";

    private const int ExecutableMode = 0x1ED; // 0755
    private const int FileMode = 0x124; // 0444
    private const int DirectoryMode = 0x1ED; // 0755

    private readonly List<(string Name, string File)> _files = [];

    /// <summary>Finds the files of the running program.</summary>
    internal WorkerArchive()
    {
        var root = DotnetRoot;
        Add("dotnet", Path.Combine(root, "dotnet"));
        var resolver = Directory.GetFiles(Path.Combine(root, "host", "fxr", RuntimeVersion));
        foreach (var file in resolver)
        {
            Add(Path.GetRelativePath(root, file), file);
        }

        foreach (var framework in Frameworks())
        {
            foreach (var file in Directory.GetFiles(framework))
            {
                Add(Path.GetRelativePath(root, file), file);
            }
        }

        var home = AppContext.BaseDirectory;
        foreach (var file in Directory.GetFiles(home, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(home, file);

            // The compiler stays at home: workers get compiled jobs.
            if (Path.GetExtension(name) is not (".pdb" or ".xml") && !name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            {
                Add(Path.Combine(ProgramFolder, name), file);
            }
        }

        _files.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
    }

    /// <summary>The installation of .NET that this process runs on.</summary>
    internal static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string RuntimeVersion => Path.GetFileName(Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory()));

    /// <summary>Sees to it that the archive is there.</summary>
    /// <returns>Where.</returns>
    internal async Task<QualifiedPath> PublishAsync(
        JobFileSystems fileSystems, Configuration configuration, CancellationToken cancellationToken)
    {
        var directory = fileSystems.Resolve(configuration.Get(MapReduceKeys.WorkerArchives));
        var target = directory.Child($"worker-{Hash()}.tar.gz");
        if (await ClusterFiles.ExistsAsync(target, cancellationToken).ConfigureAwait(false))
        {
            return target;
        }

        var files = target.FileSystem;
        await files.MakeDirectoryAsync(directory.Path, DirectoryMode, cancellationToken).ConfigureAwait(false);
        var unfinished = directory.Child($".{Guid.NewGuid():N}.tmp");
        var stream = await files.CreateAsync(unfinished.Path, CreateOptions.Default, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        await files.SetPermissionAsync(unfinished.Path, FileMode, cancellationToken).ConfigureAwait(false);
        if (!await files.RenameAsync(unfinished.Path, target.Path, cancellationToken).ConfigureAwait(false))
        {
            // Somebody else was first with the same.
            await files.DeleteAsync(unfinished.Path, recursive: false, cancellationToken).ConfigureAwait(false);
        }

        return target;
    }

    private static IEnumerable<string> Frameworks()
    {
        var shared = Path.Combine(DotnetRoot, "shared") + Path.DirectorySeparatorChar;
        var assemblies = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return assemblies.Split(Path.PathSeparator).Select(a => Path.GetDirectoryName(a) ?? "")
            .Where(d => d.StartsWith(shared, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
    }

    private void Add(string name, string file) => _files.Add((name.Replace('\\', '/'), file));

    // The runtime by its version, the program by its bytes.
    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, file) in _files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {new FileInfo(file).Length}\n"));
            if (name.StartsWith(ProgramFolder + "/", StringComparison.Ordinal))
            {
                hash.AppendData(File.ReadAllBytes(file));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private async Task WriteAsync(Stream target, CancellationToken cancellationToken)
    {
        var packed = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        await using (packed.ConfigureAwait(false))
        {
            var tar = new TarWriter(packed, TarEntryFormat.Ustar, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                foreach (var (name, file) in _files)
                {
                    var content = File.OpenRead(file);
                    await using (content.ConfigureAwait(false))
                    {
                        var entry = new UstarTarEntry(TarEntryType.RegularFile, name)
                        {
                            DataStream = content,
                            Mode = (UnixFileMode)ExecutableMode,
                            ModificationTime = DateTimeOffset.UnixEpoch,
                        };
                        await tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        }
    }
}
