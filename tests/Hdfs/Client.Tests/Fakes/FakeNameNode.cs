using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests.Fakes;

/// <summary>The part of a NameNode that streams need, in memory; writes down each call. The calls of a file come one at a time.</summary>
internal sealed class FakeNameNode(FakeCluster cluster) : IRpcCaller
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeFile> _files = new(StringComparer.Ordinal);
    private ulong _lastBlock = 1000;
    private ulong _lastStamp = 2000;

    /// <summary>The calls so far, one a line.</summary>
    internal List<string> Calls { get; } = [];

    /// <summary>Looked at before each call; throws to refuse.</summary>
    internal Action<string, IMessage> OnCall { get; set; } = static (_, _) => { };

    /// <summary>What it lists.</summary>
    internal Func<GetListingRequestProto, DirectoryListingProto?> OnListing { get; set; } = static _ => null;

    /// <summary>What a test adds to the locations of a file.</summary>
    internal Action<LocatedBlocksProto>? OnLocations { get; set; }

    /// <summary>Changes how a file that is created is described.</summary>
    internal Action<HdfsFileStatusProto> DescribeNew { get; set; } = static _ => { };

    /// <summary>Answers of complete before it is true.</summary>
    internal int CompleteLater { get; set; }

    internal FakeFile File(string path)
    {
        lock (_gate)
        {
            return _files[path];
        }
    }

    internal string Transcript()
    {
        lock (_gate)
        {
            return string.Join('\n', Calls);
        }
    }

    public Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new()
    {
        try
        {
            OnCall(method, request);
            lock (_gate)
            {
                return Task.FromResult((TResponse)Answer(method, request));
            }
        }
        catch (Exception e) when (e is IOException)
        {
            return Task.FromException<TResponse>(e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IMessage Answer(string method, IMessage request)
    {
        Calls.Add(Describe(method, request));
        return request switch
        {
            CreateRequestProto r => Create(r),
            AppendRequestProto r => Append(r),
            AddBlockRequestProto r => AddBlock(r),
            AbandonBlockRequestProto r => Abandon(r),
            CompleteRequestProto r => Complete(r),
            FsyncRequestProto r => Fsync(r),
            UpdateBlockForPipelineRequestProto r =>
                new UpdateBlockForPipelineResponseProto { Block = Located(WithStamp(r.Block, ++_lastStamp), 0, []) },
            UpdatePipelineRequestProto r => UpdatePipeline(r),
            GetAdditionalDatanodeRequestProto r => GetAdditional(r),
            GetBlockLocationsRequestProto r => new GetBlockLocationsResponseProto
            {
                Locations = _files.TryGetValue(r.Src, out var f) ? Locations(f, (long)r.Offset, (long)r.Length) : null,
            },
            ReportBadBlocksRequestProto => new ReportBadBlocksResponseProto(),
            RenewLeaseRequestProto => new RenewLeaseResponseProto(),
            GetListingRequestProto r => new GetListingResponseProto { DirList = OnListing(r) },
            GetFileInfoRequestProto r => new GetFileInfoResponseProto { Fs = _files.TryGetValue(r.Src, out var f) ? f.Status() : null },
            _ => throw new NotSupportedException(method),
        };
    }

    private string Describe(string method, IMessage request) => request switch
    {
        AddBlockRequestProto r => $"{method} after {Name(r.Previous)} without [{Nodes(r.ExcludeNodes.Select(n => n.Id))}]",
        AbandonBlockRequestProto r => $"{method} {Name(r.B)}",
        CompleteRequestProto r => $"{method} {Name(r.Last)}",
        FsyncRequestProto r => $"{method} {r.LastBlockLength}",
        UpdateBlockForPipelineRequestProto r => $"{method} {Name(r.Block)}",
        UpdatePipelineRequestProto r => $"{method} {Name(r.OldBlock)} -> {Name(r.NewBlock)} on [{Nodes(r.NewNodes)}]",
        GetAdditionalDatanodeRequestProto r =>
            $"{method} {Name(r.Blk)} beside [{Nodes(r.Existings.Select(n => n.Id))}] without [{Nodes(r.Excludes.Select(n => n.Id))}]",
        ReportBadBlocksRequestProto r => $"{method} {Name(r.Blocks[0].B)} on [{Nodes(r.Blocks[0].Locs.Select(n => n.Id))}]",
        GetBlockLocationsRequestProto r => $"{method} {r.Offset}",
        _ => method,
    };

    private string Nodes(IEnumerable<DatanodeIDProto> nodes) => string.Join(' ', nodes.Select(n => cluster.NodeOf(n).Index));

    private static string Name(ExtendedBlockProto? block) =>
        block is null ? "nothing" : $"{block.BlockId}_{block.GenerationStamp}:{block.NumBytes}";

    private CreateResponseProto Create(CreateRequestProto r)
    {
        var file = new FakeFile
        {
            Id = 16386 + (ulong)_files.Count, BlockSize = r.BlockSize, Replication = r.Replication, Describe = DescribeNew,
        };
        _files[r.Src] = file;
        return new CreateResponseProto { Fs = file.Status() };
    }

    private AppendResponseProto Append(AppendRequestProto r)
    {
        var file = _files[r.Src];
        var response = new AppendResponseProto { Stat = file.Status() };
        if (file.Blocks.Count > 0)
        {
            var newBlock = (r.Flag & (uint)CreateFlagProto.NewBlock) != 0;
            response.Block = Located(file.Blocks[^1].Block, 0, newBlock ? [] : file.Blocks[^1].Nodes);
        }

        file.IsComplete = false;
        return response;
    }

    private AddBlockResponseProto AddBlock(AddBlockRequestProto r)
    {
        var file = _files[r.Src];
        Commit(file, r.Previous);
        var excluded = r.ExcludeNodes.Select(n => n.Id.DatanodeUuid).ToHashSet(StringComparer.Ordinal);
        var nodes = cluster.Nodes.Where(n => !excluded.Contains(n.Info.Id.DatanodeUuid)).Take((int)file.Replication).ToList();
        var block = new ExtendedBlockProto { PoolId = "BP-1", BlockId = ++_lastBlock, GenerationStamp = ++_lastStamp, NumBytes = 0 };
        file.Blocks.Add(new FakeBlock(block, nodes));
        return new AddBlockResponseProto { Block = Located(block.Clone(), 0, nodes) };
    }

    private AbandonBlockResponseProto Abandon(AbandonBlockRequestProto r)
    {
        Assert.Equal(1, _files[r.Src].Blocks.RemoveAll(b => b.Block.BlockId == r.B.BlockId));
        return new AbandonBlockResponseProto();
    }

    private CompleteResponseProto Complete(CompleteRequestProto r)
    {
        if (CompleteLater-- > 0)
        {
            return new CompleteResponseProto { Result = false };
        }

        var file = _files[r.Src];
        Commit(file, r.Last);
        file.IsComplete = true;
        return new CompleteResponseProto { Result = true };
    }

    private static void Commit(FakeFile file, ExtendedBlockProto? last)
    {
        if (last is not null)
        {
            Assert.Equal(file.Blocks[^1].Block.BlockId, last.BlockId);
            Assert.Equal(file.Blocks[^1].Block.GenerationStamp, last.GenerationStamp);
            file.Blocks[^1].Block.NumBytes = last.NumBytes;
        }
        else
        {
            Assert.Empty(file.Blocks);
        }
    }

    private FsyncResponseProto Fsync(FsyncRequestProto r)
    {
        if (r.LastBlockLength > 0)
        {
            _files[r.Src].Blocks[^1].Block.NumBytes = (ulong)r.LastBlockLength;
        }

        return new FsyncResponseProto();
    }

    private UpdatePipelineResponseProto UpdatePipeline(UpdatePipelineRequestProto r)
    {
        var at = _files.Values.SelectMany(f => f.Blocks).Single(b => b.Block.BlockId == r.OldBlock.BlockId);
        Assert.True(r.NewBlock.GenerationStamp > at.Block.GenerationStamp);
        Assert.Equal(at.Block.GenerationStamp, r.OldBlock.GenerationStamp);
        at.Block.GenerationStamp = r.NewBlock.GenerationStamp;
        at.Nodes.Clear();
        at.Nodes.AddRange(r.NewNodes.Select(cluster.NodeOf));
        return new UpdatePipelineResponseProto();
    }

    private GetAdditionalDatanodeResponseProto GetAdditional(GetAdditionalDatanodeRequestProto r)
    {
        var taken = r.Existings.Concat(r.Excludes).Select(n => n.Id.DatanodeUuid).ToHashSet(StringComparer.Ordinal);
        var nodes = r.Existings.Select(n => cluster.NodeOf(n.Id)).ToList();
        nodes.AddRange(cluster.Nodes.Where(n => !taken.Contains(n.Info.Id.DatanodeUuid)).Take(1));
        return new GetAdditionalDatanodeResponseProto { Block = Located(r.Blk, 0, nodes) };
    }

    private LocatedBlocksProto Locations(FakeFile file, long offset, long length)
    {
        var located = new LocatedBlocksProto
        {
            UnderConstruction = !file.IsComplete, IsLastBlockComplete = file.IsComplete, FileLength = 0,
        };
        ulong start = 0;
        foreach (var block in file.Blocks)
        {
            var isOpen = !file.IsComplete && block == file.Blocks[^1];
            var entry = Located(block.Block.Clone(), start, block.Nodes);
            located.LastBlock = entry;
            if (!isOpen)
            {
                located.FileLength += block.Block.NumBytes;
            }

            if ((long)(start + block.Block.NumBytes) > offset && (long)start < Math.Max(length, length + offset))
            {
                located.Blocks.Add(entry);
            }

            start += block.Block.NumBytes;
        }

        OnLocations?.Invoke(located);
        return located;
    }

    private static ExtendedBlockProto WithStamp(ExtendedBlockProto block, ulong stamp)
    {
        var copy = block.Clone();
        copy.GenerationStamp = stamp;
        return copy;
    }

    private static LocatedBlockProto Located(ExtendedBlockProto block, ulong offset, IEnumerable<FakeDataNode> nodes)
    {
        var located = new LocatedBlockProto
        {
            B = block,
            Offset = offset,
            Corrupt = false,
            BlockToken = TokenProto.Empty(),
        };
        foreach (var node in nodes)
        {
            located.Locs.Add(node.Info);
            located.StorageIDs.Add($"DS-{node.Index}");
            located.StorageTypes.Add(StorageTypeProto.Disk);
        }

        return located;
    }
}

/// <summary>A file of the fake NameNode.</summary>
internal sealed class FakeFile
{
    internal ulong Id { get; init; }

    internal ulong BlockSize { get; init; }

    internal uint Replication { get; init; }

    internal bool IsComplete { get; set; }

    /// <summary>Changes how the file is described.</summary>
    internal Action<HdfsFileStatusProto> Describe { get; set; } = static _ => { };

    internal List<FakeBlock> Blocks { get; } = [];

    internal HdfsFileStatusProto Status()
    {
        var status = Plain();
        Describe(status);
        return status;
    }

    private HdfsFileStatusProto Plain() => new()
    {
        FileType = HdfsFileStatusProto.Types.FileType.IsFile,
        Path = ByteString.CopyFrom("", Encoding.UTF8),
        Length = Blocks.Aggregate(0UL, static (sum, b) => sum + b.Block.NumBytes),
        Permission = new FsPermissionProto { Perm = 0b110_100_100 },
        Owner = "ada",
        Group = "supergroup",
        ModificationTime = 1,
        AccessTime = 1,
        BlockReplication = Replication,
        Blocksize = BlockSize,
        FileId = Id,
    };
}

/// <summary>A block of the fake NameNode with its nodes.</summary>
internal sealed record FakeBlock(ExtendedBlockProto Block, List<FakeDataNode> Nodes);
