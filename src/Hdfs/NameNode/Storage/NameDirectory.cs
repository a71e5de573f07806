using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Hathi.Base;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Log;

namespace Hathi.Hdfs.NameNode.Storage;

/// <summary>
/// The NameNode's directory (dfs.namenode.name.dir): <c>current/VERSION</c> says whose it is, as Apache's does, and <c>current/edits</c> is
/// the durable log with its snapshots. Formatted once; a directory that holds anything is never formatted over.
/// </summary>
/// <param name="Path">The directory.</param>
/// <param name="Version">What VERSION says.</param>
public sealed record NameDirectory(string Path, StorageVersionFile Version)
{
    private const string Temporary = ".tmp";

    private string LogDirectory => LogPath(Path);

    /// <summary>True when the directory was formatted.</summary>
    public static bool IsFormatted(string path) => File.Exists(VersionPath(path));

    /// <summary>
    /// Makes a new, empty name space. A crash at any point leaves a directory that is formatted, or one that can be formatted again.
    /// </summary>
    /// <param name="disk">Where.</param>
    /// <param name="path">A directory that is missing, empty, or left behind by a format that did not come to its end.</param>
    /// <param name="clusterId">CID-…; null draws one.</param>
    /// <param name="address">The NameNode's address, part of the block pool's name.</param>
    /// <param name="now">The time, part of the block pool's name.</param>
    /// <exception cref="NameNodeException">The directory holds something.</exception>
    public static NameDirectory Format(IDisk disk, string path, string? clusterId, IPAddress address, DateTimeOffset now)
    {
        if (disk.FileExists(VersionPath(path)))
        {
            throw new NameNodeException(
                $"{path} holds a name space already and is never formatted over; to begin anew, move it away first", null);
        }

        if (ForeignEntry(disk, path) is { } entry)
        {
            throw new NameNodeException(
                $"{path} is not empty (it holds {entry}) and no name space; set dfs.namenode.name.dir to an empty directory", null);
        }

        _ = disk.CreatePrivateDirectory(path);
        disk.CreateDirectory(CurrentPath(path));
        disk.SyncDirectory(path); // it may be there from a format that was cut off before this
        var version = new StorageVersionFile
        {
            LayoutVersion = LayoutVersions.NameNode,
            CreationTime = now.ToUnixTimeMilliseconds(),
            StorageType = StorageVersionFile.NameNodeType,
            ClusterId = clusterId ?? "CID-" + Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture),
            NamespaceId = RandomNumberGenerator.GetInt32(1, int.MaxValue),
            BlockPoolId = string.Create(
                CultureInfo.InvariantCulture,
                $"BP-{RandomNumberGenerator.GetInt32(1, int.MaxValue)}-{address}-{now.ToUnixTimeMilliseconds()}"),
        };
        MakeEmptyLog(disk, path);

        // VERSION comes last: without it the directory is not formatted, whatever happened before.
        WriteDurably(disk, VersionPath(path), version.Format(now));
        return new NameDirectory(path, version);
    }

    /// <summary>Reads who a directory belongs to.</summary>
    /// <exception cref="NameNodeException">It was never formatted, is Apache's, or VERSION cannot be read.</exception>
    public static NameDirectory Open(string path)
    {
        if (!IsFormatted(path))
        {
            throw new NameNodeException(
                $"{path} is not formatted. If this NameNode is new, format it; if it is not, the disk that holds {path} is missing: "
                + "mount it and start again",
                null);
        }

        StorageVersionFile version;
        try
        {
            version = StorageVersionFile.Parse(File.ReadAllBytes(VersionPath(path)));
        }
        catch (MalformedMessageException e)
        {
            throw new NameNodeException($"{VersionPath(path)} cannot be read: {e.Message}", e);
        }

        if (version.StorageType != StorageVersionFile.NameNodeType || version.BlockPoolId is null || version.ClusterId is null
            || version.NamespaceId is null)
        {
            throw new NameNodeException(
                $"{path} belongs to a {version.StorageType ?? "foreign storage"}, not to a NameNode; check dfs.namenode.name.dir", null);
        }

        if (!Directory.Exists(LogPath(path)))
        {
            throw new NameNodeException(
                $"{path} holds no edit log of Hathi ({LogPath(path)}); it was written by Apache's NameNode, whose fsimage is not read here",
                null);
        }

        return new NameDirectory(path, version);
    }

    /// <summary>Opens the edit log; a torn tail, which nobody was told of, is cut.</summary>
    public DurableLog OpenLog(IDisk disk) => DurableLog.Open(disk, LogDirectory, DurableLogOptions.Default);

    /// <summary>The name space's identity as DataNodes are told (NamespaceInfo).</summary>
    public NamespaceInfoProto ToNamespaceInfo() => new()
    {
        BuildVersion = "hathi",
        Unused = 0,
        BlockPoolID = Version.BlockPoolId,
        SoftwareVersion = LayoutVersions.SoftwareVersion,
        Capabilities = LayoutVersions.CapabilityBlockReportBuffers,
        State = NNHAStatusHeartbeatProto.Types.State.Active,
        StorageInfo = new StorageInfoProto
        {
            LayoutVersion = unchecked((uint)Version.LayoutVersion),
            NamespceID = (uint)Version.NamespaceId!.Value,
            ClusterID = Version.ClusterId,
            CTime = (ulong)Version.CreationTime,
        },
    };

    private static string CurrentPath(string path) => System.IO.Path.Combine(path, "current");

    private static string VersionPath(string path) => System.IO.Path.Combine(path, "current", "VERSION");

    private static string LogPath(string path) => System.IO.Path.Combine(path, "current", "edits");

    /// <summary>Something in the directory that no format of ours leaves behind; null: nothing.</summary>
    private static string? ForeignEntry(IDisk disk, string path)
    {
        var current = CurrentPath(path);
        return First(path, static name => name == "current") ?? First(current, static name => name is "edits" or "VERSION" + Temporary);

        string? First(string directory, Func<string, bool> ours) =>
            disk.DirectoryExists(directory) ? disk.List(directory).FirstOrDefault(name => !ours(name)) : null;
    }

    /// <summary>
    /// The log of a format that was cut off is taken when nothing was ever written to it; it is no name space without VERSION.
    /// </summary>
    /// <exception cref="NameNodeException">There is a log with edits: VERSION was lost, and what it names is somebody's data.</exception>
    private static void MakeEmptyLog(IDisk disk, string path)
    {
        using var log = DurableLog.OpenOrCreate(disk, LogPath(path), DurableLogOptions.Default);
        if (log.LastIndex > 0 || log.LatestSnapshot is not null)
        {
            throw new NameNodeException(
                $"{LogPath(path)} holds {log.LastIndex} edits, but {VersionPath(path)} is missing: "
                + $"restore that file from a copy, or move {path} away to begin anew",
                null);
        }

        log.Close();
    }

    private static void WriteDurably(IDisk disk, string path, byte[] content)
    {
        var temporary = path + Temporary;
        using (var file = disk.Open(temporary, DiskOpen.CreateOrEmpty))
        {
            file.Write(0, content);
            file.Sync();
        }

        disk.Rename(temporary, path);
        disk.SyncDirectory(System.IO.Path.GetDirectoryName(path)!);
    }
}
