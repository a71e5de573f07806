using System.Runtime.CompilerServices;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Client.Reading;
using Hathi.Hdfs.Client.Writing;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client;

/// <summary>
/// HDFS over its own protocols: any NameNode and DataNodes that speak them, Hathi's or Apache's. Nothing is connected before the first
/// call. Disposing completes files that are still open for writing, and closes all connections.
/// </summary>
public sealed class HdfsFileSystem : FileSystem
{
    private readonly HdfsClient _client;
    private readonly string _homePrefix;
    private readonly bool _compositeChecksum;

    /// <summary>A file system.</summary>
    /// <param name="uri">hdfs://host:port, or hdfs://NAME for a name service of the configuration.</param>
    /// <param name="configuration">Read now; later changes have no effect.</param>
    /// <param name="user">Who the NameNode is told we are; see <see cref="CurrentUser"/>.</param>
    /// <exception cref="ConfigurationException">A value is not usable.</exception>
    public HdfsFileSystem(Uri uri, Configuration configuration, string user)
        : this(uri, configuration, user, HdfsClientOptions.From(configuration))
    {
    }

    private HdfsFileSystem(Uri uri, Configuration configuration, string user, HdfsClientOptions options)
        : this(
            uri, configuration, Connect(NameNodeCaller.Over(NameNodeAddresses.Resolve(uri, configuration), user, options), user, options))
    {
    }

    internal HdfsFileSystem(Uri uri, Configuration configuration, HdfsClient client)
    {
        _ = client.Options.Checksum;
        _client = client;
        _homePrefix = configuration.Get(HdfsKeys.Homes);
        _compositeChecksum = configuration.Get(ClientKeys.ChecksumCombineMode).Equals("COMPOSITE_CRC", StringComparison.OrdinalIgnoreCase);
        Uri = new Uri($"{uri.Scheme}://{uri.Authority}");
        Admin = new HdfsAdmin(client.NameNode);
    }

    public override Uri Uri { get; }

    public override string HomeDirectory => $"{_homePrefix}/{_client.User}";

    /// <summary>
    /// Something went wrong that the client deals with by itself (a replica that cannot be read, a pipeline that is rebuilt): text for
    /// whoever wonders why it takes so long. Called from any thread.
    /// </summary>
    public event Action<string> Warned
    {
        add => _client.Warned += value;
        remove => _client.Warned -= value;
    }

    /// <summary>What only HDFS has.</summary>
    public HdfsAdmin Admin { get; }

    private IRpcCaller Caller => _client.NameNode.Caller;

    public override async ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken) =>
        await _client.NameNode.GetFileInfoAsync(path, cancellationToken).ConfigureAwait(false) is { } status
            ? Mapping.Status(status, path)
            : null;

    public override async IAsyncEnumerable<FileStatus> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new ListingPages(path);
        while (true)
        {
            var request = new GetListingRequestProto { Src = path, StartAfter = pages.After, NeedLocation = false };
            var response = await Caller.CallAsync(
                "getListing", request, GetListingResponseProto.Parser, cancellationToken).ConfigureAwait(false);
            var page = response.DirList ?? throw new FileNotFoundException($"File {path} does not exist.", path);
            pages.Take(page);
            foreach (var entry in page.PartialListing)
            {
                yield return Mapping.Status(entry, path);
            }

            if (page.RemainingEntries == 0)
            {
                yield break;
            }
        }
    }

    public override async ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken) =>
        new HdfsReadStream(_client, await LocatedFile.OpenAsync(_client, path, verifyChecksums, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken)
    {
        var mode = options.Mode ?? FileModes.File;
        var request = new CreateRequestProto
        {
            Src = path,
            Masked = Permission(mode & ~_client.Options.Umask),
            Unmasked = Permission(mode),
            ClientName = _client.ClientName,
            CreateFlag = (uint)CreateFlagProto.Create | (options.Overwrite ? (uint)CreateFlagProto.Overwrite : 0),
            CreateParent = options.CreateParents,
            Replication = (uint)(options.Replication ?? _client.Options.Replication),
            BlockSize = (ulong)(options.BlockSize ?? _client.Options.BlockSize),
        };
        if ((long)request.BlockSize % _client.Options.BytesPerChecksum != 0)
        {
            throw new ArgumentException(
                $"The block size {request.BlockSize} is not a multiple of {_client.Options.BytesPerChecksum}, "
                + "the bytes of a checksum (dfs.bytes-per-checksum).",
                nameof(options));
        }

        if (options.Overwrite
            && await _client.NameNode.GetFileInfoAsync(path, cancellationToken).ConfigureAwait(false) is { } old
            && RefusalOf(old, path) is { } refusal)
        {
            throw new NotSupportedException(refusal); // Before the old file is gone.
        }

        var file = await _client.NameNode.CreateAsync(request, cancellationToken).ConfigureAwait(false);
        await RefuseUnknownCodingAsync(file, path, null).ConfigureAwait(false);
        return new HdfsWriteStream(_client, path, file, null, newBlock: true);
    }

    public override async ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken)
    {
        var response = await _client.NameNode.AppendAsync(path, newBlock, cancellationToken).ConfigureAwait(false);
        var file = response.Stat
            ?? await _client.NameNode.GetFileInfoAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"File does not exist: {path}", path);
        await RefuseUnknownCodingAsync(file, path, response.Block?.B).ConfigureAwait(false);
        return new HdfsWriteStream(_client, path, file, response.Block, newBlock);
    }

    public override async ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken)
    {
        var full = mode ?? FileModes.Directory;
        var request = new MkdirsRequestProto
        {
            Src = path, Masked = Permission(full & ~_client.Options.Umask), Unmasked = Permission(full), CreateParent = true,
        };
        var response = await Caller.CallAsync("mkdirs", request, MkdirsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        if (!response.Result)
        {
            throw new RefusedException($"The NameNode did not make the directory {path}.");
        }
    }

    public override async ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken) =>
        (await Caller.CallAsync(
            "rename",
            new RenameRequestProto { Src = source, Dst = target },
            RenameResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).Result;

    public override async ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken)
    {
        var request = new Rename2RequestProto { Src = source, Dst = target, OverwriteDest = overwrite };
        await Caller.CallAsync("rename2", request, Rename2ResponseProto.Parser, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken) =>
        (await Caller.CallAsync(
            "delete",
            new DeleteRequestProto { Src = path, Recursive = recursive },
            DeleteResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).Result;

    public override async ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CheckAccessRequestProto { Path = path, Mode = (AclEntryProto.Types.FsActionProto)actions };
            await Caller.CallAsync("checkAccess", request, CheckAccessResponseProto.Parser, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is AccessControlException or FileNotFoundException)
        {
            return false;
        }
    }

    public override async ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken)
    {
        var request = new SetPermissionRequestProto { Src = path, Permission = Permission(mode) };
        await Caller.CallAsync("setPermission", request, SetPermissionResponseProto.Parser, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken)
    {
        var request = new SetOwnerRequestProto { Src = path };
        if (owner is not null)
        {
            request.Username = owner;
        }

        if (group is not null)
        {
            request.Groupname = group;
        }

        await Caller.CallAsync("setOwner", request, SetOwnerResponseProto.Parser, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask SetTimesAsync(string path, long modificationTime, long accessTime, CancellationToken cancellationToken)
    {
        var request = new SetTimesRequestProto { Src = path, Mtime = (ulong)modificationTime, Atime = (ulong)accessTime };
        await Caller.CallAsync("setTimes", request, SetTimesResponseProto.Parser, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<bool> SetReplicationAsync(string path, short replication, CancellationToken cancellationToken)
    {
        var request = new SetReplicationRequestProto { Src = path, Replication = (uint)replication };
        return (await Caller.CallAsync(
            "setReplication", request, SetReplicationResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Result;
    }

    public override async ValueTask<IReadOnlyList<BlockLocation>> GetBlockLocationsAsync(
        string path, long offset, long length, CancellationToken cancellationToken)
    {
        var located = await _client.NameNode.GetBlockLocationsAsync(path, offset, length, cancellationToken).ConfigureAwait(false);
        return [.. located.Blocks.Select(Mapping.Location)];
    }

    public override async ValueTask<ContentSummary> GetContentSummaryAsync(string path, CancellationToken cancellationToken)
    {
        var request = new GetContentSummaryRequestProto { Path = path };
        var s = (await Caller.CallAsync(
            "getContentSummary", request, GetContentSummaryResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Summary;
        return Mapping.Summary(s);
    }

    /// <summary>MD5-of-…, or COMPOSITE-CRC32C when dfs.checksum.combine.mode is COMPOSITE_CRC.</summary>
    public override async ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken)
    {
        var checksum = await FileChecksums.ComputeAsync(_client, path, _compositeChecksum, cancellationToken).ConfigureAwait(false);
        return new FileChecksum(checksum.Algorithm, checksum.Bytes);
    }

    public override async ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var s = await Admin.GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
        return new FileSystemStatus(s.Capacity, s.Used, s.Remaining);
    }

    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    private static HdfsClient Connect(NameNodeCaller caller, string user, HdfsClientOptions options)
    {
        var client = new HdfsClient(caller, DataNodeCalls.Over(user, options), user, options, ClientSurroundings.Machine);
        caller.Warn = client.Warn;
        return client;
    }

    private static FsPermissionProto Permission(int mode) => new() { Perm = (uint)mode };

    private static string? RefusalOf(HdfsFileStatusProto file, string path) =>
        file.FileEncryptionInfo is not null ? $"{path} lies in an encryption zone, which this client cannot write."
        : file.EcPolicy is not null ? $"{path} is erasure coded ({file.EcPolicy.Name}), which this client cannot write."
        : null;

    /// <summary>
    /// What lies in an encryption zone, or is erasure coded, would become unreadable by plain bytes. The file is closed again as it is, so
    /// that nobody waits for its lease.
    /// </summary>
    private async ValueTask RefuseUnknownCodingAsync(HdfsFileStatusProto file, string path, ExtendedBlockProto? last)
    {
        if (RefusalOf(file, path) is not { } refusal)
        {
            return;
        }

        try
        {
            if (!await _client.NameNode.CompleteAsync(path, (long)file.FileId, last, CancellationToken.None).ConfigureAwait(false))
            {
                _client.Warn($"{path} stays open until its lease is recovered: its last block is not reported by enough DataNodes.");
            }
        }
        catch (IOException e)
        {
            _client.Warn($"{path} stays open until its lease is recovered: {e.Message}");
        }

        throw new NotSupportedException(refusal);
    }
}
