using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>
/// The blocks of one open file with the nodes that hold them, as far as they were asked for: some blocks ahead at a time. Safe for use by
/// several threads. Source: Apache <c>DFSInputStream</c>.
/// </summary>
internal sealed class LocatedFile
{
    /// <summary>Attempts to learn the length of a block that is being written, after the first, while its nodes start.</summary>
    private const int LastLengthRetries = 3;

    /// <summary>
    /// No block has more bytes: a DataNode that tells of more is not believed, and a window of 10,000 such blocks is a number of 64 bits.
    /// </summary>
    private const long LargestBlock = 1L << 48;

    /// <summary>The pause between them.</summary>
    private static readonly TimeSpan LastLengthPause = TimeSpan.FromSeconds(4);

    /// <summary>The pause before nodes that asked for it are asked again.</summary>
    private static readonly TimeSpan RetriablePause = TimeSpan.FromMilliseconds(500);

    /// <summary>How long they are, also where sockets have no time-out: a node that only starts needs seconds.</summary>
    private static readonly TimeSpan LongestRetriable = TimeSpan.FromMinutes(1);

    private readonly HdfsClient _client;
    private readonly Lock _gate = new();
    private readonly long _window;
    private List<LocatedBlockProto> _blocks;

    private LocatedFile(HdfsClient client, string path, bool verifyChecksums, LocatedBlocksProto located, long length, long window)
    {
        VerifyChecksums = verifyChecksums;
        _client = client;
        Path = path;
        Length = length;
        _window = window;
        _blocks = [.. located.Blocks];
        if (!located.IsLastBlockComplete && located.LastBlock is { } last && !_blocks.Exists(b => b.Offset == last.Offset)
            && last.B.NumBytes > 0)
        {
            _blocks.Add(last);
        }
    }

    internal string Path { get; }

    /// <summary>Whether DataNodes are asked for checksums, and what they send is held against them.</summary>
    internal bool VerifyChecksums { get; }

    /// <summary>Bytes, with what is visible of a block that is being written.</summary>
    internal long Length { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    internal static async ValueTask<LocatedFile> OpenAsync(
        HdfsClient client, string path, bool verifyChecksums, CancellationToken cancellationToken)
    {
        var window = client.Options.PrefetchBlocks * Math.Min(client.Options.BlockSize, LargestBlock);
        for (var attempt = 0; ; attempt++)
        {
            var located = await client.NameNode.GetBlockLocationsAsync(path, 0, window, cancellationToken).ConfigureAwait(false);
            Refuse(located, path);
            if (await VisibleLengthOfLastAsync(client, path, located, cancellationToken).ConfigureAwait(false) is { } visible)
            {
                return new LocatedFile(client, path, verifyChecksums, located, (long)located.FileLength + visible, window);
            }

            if (attempt == LastLengthRetries)
            {
                throw new EnvironmentException($"Could not obtain the last block locations of {path}: no DataNode has reported it yet.");
            }

            await Task.Delay(LastLengthPause, client.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The block that holds a byte of the file.</summary>
    internal async ValueTask<LocatedBlockProto> FindAsync(long position, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Find(position) is { } known)
            {
                return known;
            }
        }

        return await FetchAsync(position, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="FindAsync"/>, but the NameNode is asked again: nodes come and go.</summary>
    /// <exception cref="IOException">Another file has this path now.</exception>
    internal async ValueTask<LocatedBlockProto> FetchAsync(long position, CancellationToken cancellationToken)
    {
        // Files are asked for by path: an answer is of this file only when a block of it that is known is in there.
        var known = LastKnown(position);
        var isNear = known is not null && position - (long)(known.Offset + known.B.NumBytes) <= _window;
        var start = isNear ? (long)known!.Offset : position;
        var fresh = await AskAsync(start, position - start + _window, cancellationToken).ConfigureAwait(false);
        if (known is not null && !isNear)
        {
            // Too far to ask for all between. Asked afterwards, since what is still this file was this file before.
            RequireSameFile(await AskAsync((long)known.Offset, 1, cancellationToken).ConfigureAwait(false), known);
        }

        lock (_gate)
        {
            Merge(fresh, isNear ? known : null);
            return Find(position)
                ?? throw new RefusedException(
                    $"The NameNode does not know a block of {Path} at byte {position}: the file was changed while it was read.");
        }
    }

    private LocatedBlockProto? LastKnown(long position)
    {
        lock (_gate)
        {
            return _blocks.FindLast(b => (long)b.Offset <= position && b.B.NumBytes > 0);
        }
    }

    private async Task<LocatedBlocksProto> AskAsync(long start, long length, CancellationToken cancellationToken)
    {
        var located = await _client.NameNode.GetBlockLocationsAsync(Path, start, length, cancellationToken).ConfigureAwait(false);
        Refuse(located, Path);
        return located;
    }

    private void Merge(LocatedBlocksProto fresh, LocatedBlockProto? expected)
    {
        if (expected is not null)
        {
            RequireSameFile(fresh, expected);
        }

        var merged = _blocks.Where(b => !fresh.Blocks.Any(f => f.Offset == b.Offset)).ToList();
        foreach (var block in fresh.Blocks)
        {
            // An empty last block may have been given up, and another have taken its place: nothing of it was read.
            if (_blocks.Find(b => b.Offset == block.Offset && b.B.NumBytes > 0) is { } old)
            {
                RequireSame(block, old);

                // What was seen of a block that is being written stays seen.
                block.B.NumBytes = Math.Max(block.B.NumBytes, old.B.NumBytes);
            }

            merged.Add(block);
        }

        Renew(merged, fresh);
        merged.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
        _blocks = merged;
    }

    /// <summary>
    /// Whoever replaces a file, or deletes it and writes it again, makes new blocks. To go on in them would give the beginning of one file
    /// and the rest of another. Source: Apache <c>DFSInputStream.fetchAndCheckLocatedBlocks</c>.
    /// </summary>
    private void RequireSameFile(LocatedBlocksProto fresh, LocatedBlockProto known)
    {
        var at = fresh.Blocks.FirstOrDefault(b => b.Offset == known.Offset)
            ?? (fresh.LastBlock?.Offset == known.Offset ? fresh.LastBlock : null);
        RequireSame(at, known);
    }

    private void RequireSame(LocatedBlockProto? fresh, LocatedBlockProto known)
    {
        if (fresh is null || fresh.B.BlockId != known.B.BlockId)
        {
            throw new RefusedException(
                $"Blocklist for {Path} has changed! At byte {known.Offset} it had {BlockReader.Name(known.B)}, now "
                + $"{(fresh is null ? "it has nothing there" : BlockReader.Name(fresh.B))}: another file took its place while it was read. "
                + "Read it again from its beginning.");
        }
    }

    /// <summary>
    /// A block that is being written may be beyond what the NameNode lists, which knows of no bytes in it yet: its nodes and its
    /// generation stamp come apart.
    /// </summary>
    private static void Renew(List<LocatedBlockProto> blocks, LocatedBlocksProto fresh)
    {
        if (fresh.IsLastBlockComplete || fresh.LastBlock is not { } last || fresh.Blocks.Any(b => b.Offset == last.Offset))
        {
            return;
        }

        var at = blocks.FindIndex(b => b.Offset == last.Offset && b.B.BlockId == last.B.BlockId);
        if (at >= 0)
        {
            last.B.NumBytes = Math.Max(last.B.NumBytes, blocks[at].B.NumBytes);
            blocks[at] = last;
        }
    }

    private LocatedBlockProto? Find(long position)
    {
        int low = 0, high = _blocks.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var block = _blocks[middle];
            if (position < (long)block.Offset)
            {
                high = middle - 1;
            }
            else if (position >= (long)(block.Offset + block.B.NumBytes))
            {
                low = middle + 1;
            }
            else
            {
                return block;
            }
        }

        return null;
    }

    private static void Refuse(LocatedBlocksProto located, string path)
    {
        if (located.FileEncryptionInfo is not null)
        {
            throw new NotSupportedException($"{path} lies in an encryption zone, which this client cannot read.");
        }

        if (located.EcPolicy is not null)
        {
            throw new NotSupportedException($"{path} is erasure coded ({located.EcPolicy.Name}), which this client cannot read.");
        }
    }

    /// <summary>Null when the nodes of the last block are not known yet.</summary>
    private static async ValueTask<long?> VisibleLengthOfLastAsync(
        HdfsClient client, string path, LocatedBlocksProto located, CancellationToken cancellationToken)
    {
        if (located.IsLastBlockComplete || located.LastBlock is not { } last)
        {
            return 0;
        }

        if (last.Locs.Count == 0)
        {
            return last.B.NumBytes == 0 ? 0 : null;
        }

        var length = await ReadVisibleLengthAsync(client, path, last, cancellationToken).ConfigureAwait(false);
        last.B.NumBytes = (ulong)length;
        if (located.Blocks.FirstOrDefault(b => b.Offset == last.Offset) is { } listed)
        {
            listed.B.NumBytes = (ulong)length;
        }

        return length;
    }

    /// <summary>
    /// The first node that knows a length is believed: what it shows was acknowledged. A replica that waits for its recovery has none, and
    /// taking that for the end of the file would hide bytes that a writer was told are safe.
    /// </summary>
    private static async ValueTask<long> ReadVisibleLengthAsync(
        HdfsClient client, string path, LocatedBlockProto last, CancellationToken cancellationToken)
    {
        var nodes = last.Locs.ToList();
        var deadline = client.Time.Milliseconds() + (long)Math.Min(
            client.Options.SocketTimeout.TotalMilliseconds, LongestRetriable.TotalMilliseconds);
        var absent = 0;
        var silent = new List<string>();
        Exception? failure = null;
        while (nodes.Count > 0)
        {
            var again = new List<DatanodeInfoProto>();
            foreach (var node in nodes)
            {
                try
                {
                    switch (await client.DataNodes.GetReplicaVisibleLengthAsync(node.Id, last.B, cancellationToken).ConfigureAwait(false))
                    {
                        case null:
                            absent++;
                            break;
                        case >= 0 and <= LargestBlock and var length:
                            return length;
                        case > LargestBlock and var length:
                            silent.Add($"{DataNodeAddress.Name(node.Id)}: it says {length} bytes, more than a block has");
                            break;
                        default:
                            silent.Add($"{DataNodeAddress.Name(node.Id)}: its replica waits for recovery");
                            break;
                    }
                }
                catch (RpcRemoteException e) when (e.JavaClass == JavaExceptions.Retriable && client.Time.Milliseconds() < deadline)
                {
                    again.Add(node);
                }
                catch (Exception e) when (e is RpcRemoteException or RpcConnectionException)
                {
                    silent.Add($"{DataNodeAddress.Name(node.Id)}: {RemoteErrors.WithoutStackTrace(e.Message)}");
                    failure = e;
                }
            }

            nodes = again;
            if (nodes.Count > 0)
            {
                await Task.Delay(RetriablePause, client.Time, cancellationToken).ConfigureAwait(false);
            }
        }

        // That no node has it is what a pipeline being set up looks like.
        return absent == last.Locs.Count ? 0 : throw LengthUnknown(path, last, silent, failure);
    }

    private static EnvironmentException LengthUnknown(string path, LocatedBlockProto last, List<string> silent, Exception? failure) => new(
        $"Cannot obtain block length for {BlockReader.Name(last.B)} of {path}, which is being written: "
        + $"none of its {last.Locs.Count} DataNodes knows how much of it was acknowledged ({string.Join("; ", silent)}). "
        + "It can be read when its writer goes on or closes it, or when its lease has been recovered.",
        failure);
}
