using System.Globalization;
using Hathi.Hdfs.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>Files of the cluster's file system as containers get them.</summary>
internal static class ClusterFiles
{
    private const int OthersExecute = 1;
    private const int OthersRead = 4;

    internal static async Task WriteAsync(
        QualifiedPath path, ReadOnlyMemory<byte> bytes, CreateOptions options, CancellationToken cancellationToken)
    {
        var file = await path.FileSystem.CreateAsync(path.Path, options, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bytes of a small file.</summary>
    internal static async Task<byte[]> ReadAsync(QualifiedPath path, CancellationToken cancellationToken)
    {
        var file = await path.FileSystem.OpenReadAsync(path.Path, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    /// <summary>Copies a file of any size, a piece at a time.</summary>
    internal static async Task CopyAsync(QualifiedPath from, QualifiedPath to, CreateOptions options, CancellationToken cancellationToken)
    {
        var source = await from.FileSystem.OpenReadAsync(from.Path, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var target = await to.FileSystem.CreateAsync(to.Path, options, cancellationToken).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                await StreamCopy.CopyAsync(source, target, null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    internal static async ValueTask<bool> ExistsAsync(QualifiedPath path, CancellationToken cancellationToken) =>
        await path.FileSystem.GetFileStatusAsync(path.Path, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>The file as a resource of a container, with the size and time that nodes check.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    internal static async Task<LocalResourceProto> ToResourceAsync(
        QualifiedPath path, LocalResourceTypeProto type, LocalResourceVisibilityProto visibility, CancellationToken cancellationToken)
    {
        var status = await path.FileSystem.GetFileStatusAsync(path.Path, cancellationToken).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"{path} is gone, which the job's containers need.");
        var uri = path.FileSystem.Uri;
        var url = new URLProto { Scheme = uri.Scheme, File = path.Path };
        if (uri.Host.Length > 0)
        {
            url.Host = uri.Host;
            url.Port = uri.Port;
        }

        return new LocalResourceProto
        {
            Resource = url, Size = status.Length, Timestamp = status.ModificationTime, Type = type, Visibility = visibility,
        };
    }

    /// <summary>PUBLIC when every user may read the file, else PRIVATE: nodes refuse to share what is not public.</summary>
    internal static async ValueTask<LocalResourceVisibilityProto> VisibilityAsync(QualifiedPath path, CancellationToken cancellationToken)
    {
        var wanted = OthersRead;
        for (var at = path.Path; ; at = at.LastIndexOf('/') is > 0 and var slash ? at[..slash] : "/")
        {
            var status = await path.FileSystem.GetFileStatusAsync(at, cancellationToken).ConfigureAwait(false);
            if (status is null || (status.Mode & wanted) == 0)
            {
                return LocalResourceVisibilityProto.Private;
            }

            if (at == "/")
            {
                return LocalResourceVisibilityProto.Public;
            }

            wanted = OthersExecute;
        }
    }

    /// <summary>A resource as one line of text, for the configuration: name, type, visibility, size, time, URI.</summary>
    internal static string Describe(string name, LocalResourceProto resource) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}|{(int)resource.Type}|{(int)resource.Visibility}|{resource.Size}|{resource.Timestamp}|{resource.Resource.Scheme}|"
        + $"{resource.Resource.Host}|{resource.Resource.Port}|{resource.Resource.File}");

    /// <summary>Reads what <see cref="Describe"/> wrote.</summary>
    internal static (string Name, LocalResourceProto Resource) Parse(string text)
    {
        var parts = text.Split('|', 9);
        var url = new URLProto { Scheme = parts[5], File = parts[8] };
        if (parts[6].Length > 0)
        {
            url.Host = parts[6];
            url.Port = int.Parse(parts[7], CultureInfo.InvariantCulture);
        }

        return (parts[0], new LocalResourceProto
        {
            Resource = url,
            Type = (LocalResourceTypeProto)int.Parse(parts[1], CultureInfo.InvariantCulture),
            Visibility = (LocalResourceVisibilityProto)int.Parse(parts[2], CultureInfo.InvariantCulture),
            Size = long.Parse(parts[3], CultureInfo.InvariantCulture),
            Timestamp = long.Parse(parts[4], CultureInfo.InvariantCulture),
        });
    }
}
