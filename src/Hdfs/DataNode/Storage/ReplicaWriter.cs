using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Platform.Native;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The two open files of a replica that is being written. Made by <see cref="ReplicaStore"/>, used by one thread, and disposed by
/// it, whatever happened: what is in the files then stays. Source: BlockReceiver.receivePacket.
/// </summary>
internal sealed unsafe class ReplicaWriter : IDisposable
{
    private const int PartsAtOnce = 64;

    private readonly ReplicaTable _table;
    private readonly IReplicaOwner _owner;
    private readonly IDiskFile _data;
    private readonly IDiskFile _meta;
    private readonly string _path;
    private long _onDisk;
    private uint _lastChecksum;
    private readonly RoomPromise _promise;
    private bool _dirty = true; // of a file that was opened again it is not known
    private bool _directorySynced;
    private bool _disposed;

    internal ReplicaWriter(
        ReplicaTable table,
        IReplicaOwner owner,
        OpenReplica replica,
        Volume volume,
        ReplicaFilePair files,
        BlockMetadataHeader header,
        long promised)
    {
        _table = table;
        _owner = owner;
        Replica = replica;
        Volume = volume;
        (_data, _meta, _path) = files;
        Header = header;
        _onDisk = replica.BytesOnDisk;
        _lastChecksum = replica.LastChecksum;
        _promise = volume.Promise(promised, owner.Claimant);
    }

    internal OpenReplica Replica { get; }

    internal Volume Volume { get; }

    /// <summary>How the checksum file is made.</summary>
    internal BlockMetadataHeader Header { get; }

    internal IReplicaOwner Owner => _owner;

    /// <summary>Bytes in the file.</summary>
    internal long BytesOnDisk => _onDisk;

    /// <summary>
    /// Writes the data and checksums of packets that follow each other. What is on disk already is skipped. Checksums that do not
    /// fit the chunks of the file are checked and made anew. When that fails, what was written of them is taken back.
    /// </summary>
    /// <param name="buffer">Where the packets are.</param>
    /// <param name="packets">In their order.</param>
    /// <param name="sent">How the packets' checksums were made.</param>
    /// <exception cref="ReplicaFault">
    /// Mismatch: a gap before a packet, a checksum that does not match, or another writer took over.
    /// </exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal void Write(byte* buffer, ReadOnlySpan<ReceivedPacket> packets, ChunkChecksum sent)
    {
        var dataParts = stackalloc FilePart[PartsAtOnce];
        var metaParts = stackalloc FilePart[PartsAtOnce];
        var data = new GatheredWrite(_data, _path, new Span<FilePart>(dataParts, PartsAtOnce));
        var meta = new GatheredWrite(_meta, _path, new Span<FilePart>(metaParts, PartsAtOnce));
        var (before, lastBefore) = (_onDisk, _lastChecksum);
        try
        {
            _dirty = true;
            WriteAll(buffer, packets, sent, ref data, ref meta);
        }
        catch
        {
            TakeBack(before, lastBefore);
            throw;
        }

        Account(_onDisk - before);
        _table.Written(this, _onDisk, LastChecksum);
    }

    private void WriteAll(
        byte* buffer, ReadOnlySpan<ReceivedPacket> packets, ChunkChecksum sent, ref GatheredWrite data, ref GatheredWrite meta)
    {
        foreach (var packet in packets)
        {
            if (packet.Header.DataLength == 0 || packet.BlockEnd <= _onDisk)
            {
                continue;
            }

            if (packet.Header.OffsetInBlock > _onDisk)
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"Received an out-of-sequence packet for {Replica} at offset "
                    + $"{packet.Header.OffsetInBlock}. Expecting packet starting at {_onDisk}");
            }

            if (FitsAsItIs(packet, sent))
            {
                data.Add(buffer + packet.DataStart, packet.Header.DataLength, _onDisk);
                if (packet.Header.ChecksumLength > 0)
                {
                    meta.Add(buffer + packet.BodyStart, packet.Header.ChecksumLength, Header.ChecksumOffset(_onDisk));
                    _lastChecksum = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(buffer + packet.DataStart - 4, 4));
                }

                _onDisk = packet.BlockEnd;
                continue;
            }

            data.Flush();
            meta.Flush();
            WriteUnaligned(
                new ReadOnlySpan<byte>(buffer + packet.DataStart, packet.Header.DataLength),
                new ReadOnlySpan<byte>(buffer + packet.BodyStart, packet.Header.ChecksumLength),
                packet.Header.OffsetInBlock,
                sent);
        }

        data.Flush();
        meta.Flush();
    }

    /// <summary>Returns when all bytes, checksums and the names of the files are on the medium (hsync).</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal void Sync()
    {
        if (_dirty)
        {
            _meta.Sync();
            _data.Sync();
            _dirty = false;
        }

        if (!_directorySynced)
        {
            Volume.Disk.SyncDirectory(Path.GetDirectoryName(_path)!);
            _directorySynced = true;
        }

        _table.Synced(this, _onDisk);
    }

    /// <summary>Closes the files and, unless the replica was finalized, leaves it as it is.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _data.Dispose();
        _meta.Dispose();
        Volume.Unpromise(_promise);
        _table.WriterLeft(this);
    }

    private uint? LastChecksum =>
        Header.Checksum.Kind != ChecksumKind.Null && _onDisk % Header.Checksum.BytesPerChecksum != 0 ? _lastChecksum : null;

    private bool FitsAsItIs(in ReceivedPacket packet, ChunkChecksum sent) =>
        packet.Header.OffsetInBlock == _onDisk
        && sent == Header.Checksum
        && _onDisk % Header.Checksum.BytesPerChecksum == 0
        && packet.Header.ChecksumLength == Header.Checksum.ChecksumLength(packet.Header.DataLength);

    // The packet begins in the middle of a chunk, or overlaps what is on disk, or its checksums are of another kind.
    private void WriteUnaligned(ReadOnlySpan<byte> data, ReadOnlySpan<byte> checksums, long offset, ChunkChecksum sent)
    {
        if (checksums.Length > 0 && (checksums.Length != sent.ChecksumLength(data.Length) || sent.FindMismatch(data, checksums) >= 0))
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"Unexpected checksum mismatch while writing {Replica} at offset {offset}");
        }

        var rest = data[(int)(_onDisk - offset)..];
        _data.Write(_onDisk, rest);
        KeepPromise();
        if (Header.Checksum.Kind == ChecksumKind.Null)
        {
            _onDisk += rest.Length;
            return;
        }

        var chunk = Header.Checksum.BytesPerChecksum;
        var sums = BoundedPool<byte>.Rent(4 * ((rest.Length / chunk) + 2));
        try
        {
            var at = Header.ChecksumOffset(_onDisk);
            var n = 0;
            while (!rest.IsEmpty)
            {
                var inChunk = (int)(_onDisk % chunk);
                var part = rest[..Math.Min(chunk - inChunk, rest.Length)];
                _lastChecksum = Header.Checksum.Append(inChunk == 0 ? 0 : _lastChecksum, part);
                BinaryPrimitives.WriteUInt32BigEndian(sums.AsSpan(n), _lastChecksum);
                n += 4;
                _onDisk += part.Length;
                rest = rest[part.Length..];
            }

            _meta.Write(at, sums.AsSpan(0, n));
        }
        finally
        {
            BoundedPool<byte>.Return(sums);
        }
    }

    // Bytes that hsync promised are vouched for by a checksum that covers the beginning of a chunk only. It is about to be replaced by one
    // for more of the chunk, which may reach the medium first: then there must be as much data there, or nothing vouches
    // for the promised bytes.
    private void KeepPromise()
    {
        if (Header.Checksum.Kind != ChecksumKind.Null && ChunkStart(_onDisk) < Replica.BytesSynced)
        {
            _data.Sync();
        }
    }

    // The map still says what was there before, and so must the files, for the recovery that follows. The checksum comes
    // first, as in every cut.
    private void TakeBack(long length, uint lastChecksum)
    {
        (_onDisk, _lastChecksum) = (length, lastChecksum);
        try
        {
            if (LastChecksum is { } last)
            {
                ReplicaIntegrity.WriteChecksum(_meta, Header, ChunkStart(length), last);
                if (ChunkStart(length) < Replica.BytesSynced)
                {
                    _meta.Sync();
                }
            }

            Cut(_meta, Header.FileLength(length));
            Cut(_data, length);
        }
        catch (DiskException)
        {
            // The failure before this one is told; whoever opens the replica next looks at what is there.
        }
    }

    private static void Cut(IDiskFile file, long length)
    {
        if (file.Length > length)
        {
            file.SetLength(length);
        }
    }

    private long ChunkStart(long offset) => offset - (offset % Header.Checksum.BytesPerChecksum);

    private void Account(long grown)
    {
        Volume.Grow(_promise, grown);
        Volume.AddUsed(grown + Header.FileLength(_onDisk) - Header.FileLength(_onDisk - grown));
    }
}
