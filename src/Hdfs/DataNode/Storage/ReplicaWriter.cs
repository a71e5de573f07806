using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.DataNode.Native;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The two open files of a replica that is being written. Made by <see cref="ReplicaStore"/>, used by one thread, and disposed by
/// it, whatever happened: what is in the files then stays. Source: BlockReceiver.receivePacket.
/// </summary>
internal sealed unsafe class ReplicaWriter : IDisposable
{
    private const int PartsAtOnce = 64;

    private readonly ReplicaStore _store;
    private readonly IReplicaOwner _owner;
    private readonly IDiskFile _data;
    private readonly IDiskFile _meta;
    private readonly string _path;
    private long _onDisk;
    private uint _lastChecksum;
    private long _promised;
    private bool _directorySynced;
    private bool _disposed;

    internal ReplicaWriter(ReplicaStore store, IReplicaOwner owner, OpenReplica replica, Volume volume, ReplicaFilePair files, BlockMetadataHeader header, long promised)
    {
        _store = store;
        _owner = owner;
        Replica = replica;
        Volume = volume;
        (_data, _meta, _path) = files;
        Header = header;
        _onDisk = replica.BytesOnDisk;
        _lastChecksum = replica.LastChecksum;
        _promised = volume.Promise(promised);
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
    /// fit the chunks of the file are checked and made anew.
    /// </summary>
    /// <param name="buffer">Where the packets are.</param>
    /// <param name="packets">In their order.</param>
    /// <param name="sent">How the packets' checksums were made.</param>
    /// <exception cref="ReplicaFault">Mismatch: a gap before a packet, a checksum that does not match, or another writer took over.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    internal void Write(byte* buffer, ReadOnlySpan<ReceivedPacket> packets, ChunkChecksum sent)
    {
        var dataParts = stackalloc PosixCalls.Part[PartsAtOnce];
        var metaParts = stackalloc PosixCalls.Part[PartsAtOnce];
        var data = new GatheredWrite(_data, _path, new Span<PosixCalls.Part>(dataParts, PartsAtOnce));
        var meta = new GatheredWrite(_meta, _path, new Span<PosixCalls.Part>(metaParts, PartsAtOnce));
        var before = _onDisk;
        foreach (var packet in packets)
        {
            if (packet.Header.DataLength == 0 || packet.BlockEnd <= _onDisk)
            {
                continue;
            }

            if (packet.Header.OffsetInBlock > _onDisk)
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"Received an out-of-sequence packet for {Replica} at offset {packet.Header.OffsetInBlock}. Expecting packet starting at {_onDisk}");
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
        Account(_onDisk - before);
        _store.Written(this, _onDisk, LastChecksum);
    }

    /// <summary>Returns when all bytes, checksums and the names of the files are on the medium (hsync).</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal void Sync()
    {
        _meta.Sync();
        _data.Sync();
        if (!_directorySynced)
        {
            Volume.Disk.SyncDirectory(Path.GetDirectoryName(_path)!);
            _directorySynced = true;
        }
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
        Volume.Unpromise(_promised);
        _promised = 0;
        _store.WriterLeft(this);
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
        if (Header.Checksum.Kind == ChecksumKind.Null)
        {
            _onDisk += rest.Length;
            return;
        }

        var chunk = Header.Checksum.BytesPerChecksum;
        var sums = ArrayPool<byte>.Shared.Rent(4 * ((rest.Length / chunk) + 2));
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
        ArrayPool<byte>.Shared.Return(sums);
    }

    private void Account(long grown)
    {
        var kept = Math.Min(grown, _promised);
        _promised -= kept;
        Volume.Unpromise(kept);
        Volume.AddUsed(grown + Header.FileLength(_onDisk) - Header.FileLength(_onDisk - grown));
    }
}
