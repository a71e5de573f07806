using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Log;
using Hathi.Platform.Disk;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Tests.Log;

/// <summary>Files of a log that are not what was written: each is told to be damaged, or gives what its checksums say is right.</summary>
public sealed class LogFuzzTests : LogTestBase
{
    private const int SnapshotRuns = 500;
    private const int DirectoryRuns = 300;

    [Fact]
    [Fuzzes(typeof(SegmentReader), typeof(LogFormat))]
    public void Segments()
    {
        using (var log = Create(Small))
        {
            Fill(log, 1, 5);
        }

        new Fuzz
        {
            Of = nameof(SegmentReader),
            Good = [File.ReadAllBytes(Segment(1))],
            Decode = static bytes =>
            {
                using var reader = new SegmentReader(new BytesFile(bytes), "segment", Id, 1);
                var records = 0;
                while (reader.Next(out _) == SegmentReader.Frame.Record)
                {
                    Assert.True(++records * LogFormat.RecordHeaderBytes <= bytes.Length, "more records than bytes");
                }

                _ = reader.IsFollowedByLaterMark();
            },
            Refusals = [typeof(LogCorruptException)],
            Seal = SealSegment,
        }.Run();
    }

    [Fact]
    [Fuzzes(typeof(SnapshotReadStream), typeof(SnapshotFormat))]
    public void Snapshots()
    {
        string path;
        using (var log = Create(Small))
        {
            log.WriteSnapshot(0, static s =>
            {
                s.Write("ab"u8);
                s.Write(new byte[500]);
            });
            path = log.LatestSnapshot!.Path;
        }

        new Fuzz
        {
            Of = nameof(SnapshotReadStream),
            Good = [File.ReadAllBytes(path)],
            Decode = static bytes =>
            {
                using var stream = new SnapshotReadStream(new BytesFile(bytes), "snapshot", Id, 0);
                var buffer = new byte[100];
                var read = 0;
                for (int n; (n = stream.Read(buffer)) > 0; read += n)
                {
                    Assert.True(read <= bytes.Length, "more content than bytes");
                }
            },
            Refusals = [typeof(LogCorruptException)],
            Seal = SealSnapshot,
            Runs = SnapshotRuns,
        }.Run();
    }

    [Fact]
    [Fuzzes(typeof(LogDirectory))]
    public void The_file_that_makes_a_directory_a_log()
    {
        Create(Small).Dispose();
        var format = Path.Join(Dir, "format");
        new Fuzz
        {
            Of = nameof(LogDirectory),
            Good = [File.ReadAllBytes(format)],
            Decode = bytes =>
            {
                File.WriteAllBytes(format, bytes);
                LogDirectory.ReadId(RealDisk.Instance, Dir);
            },
            Refusals = [typeof(LogSetupException)],
            Runs = DirectoryRuns,
        }.Run();
    }

    private static byte[] SealSegment(byte[] bytes)
    {
        var span = bytes.AsSpan();
        if (span.Length < LogFormat.SegmentHeaderBytes)
        {
            return bytes;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(span[44..], Crc.Of(span[..44]));
        var (at, index) = (LogFormat.SegmentHeaderBytes, 1L);
        while (span.Length - at >= LogFormat.MarkBytes)
        {
            var frame = span[at..];
            var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
            if (frame.StartsWith(LogFormat.MarkMagic))
            {
                LogFormat.WriteMark(frame, Id, BinaryPrimitives.ReadInt64LittleEndian(frame[8..]));
                at += LogFormat.MarkBytes;
            }
            else if (length > 0 && length <= frame.Length - LogFormat.RecordHeaderBytes)
            {
                LogFormat.WriteRecordHeader(frame, index++, frame.Slice(LogFormat.RecordHeaderBytes, length));
                at += LogFormat.RecordHeaderBytes + length;
            }
            else
            {
                break;
            }
        }

        return bytes;
    }

    private static byte[] SealSnapshot(byte[] bytes)
    {
        var span = bytes.AsSpan();
        if (span.Length < SnapshotFormat.HeaderBytes)
        {
            return bytes;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(span[44..], Crc.Of(span[..44]));
        var (at, offset) = (SnapshotFormat.HeaderBytes, 0L);
        while (span.Length - at >= SnapshotFormat.ChunkHeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(span[at..]);
            if (length <= 0 || length > span.Length - at - SnapshotFormat.ChunkHeaderBytes)
            {
                break;
            }

            SnapshotFormat.WriteChunkHeader(span[at..], offset, span.Slice(at + SnapshotFormat.ChunkHeaderBytes, length));
            at += SnapshotFormat.ChunkHeaderBytes + length;
            offset += length;
        }

        return bytes;
    }

    /// <summary>A file that is only read.</summary>
    private sealed class BytesFile(byte[] bytes) : IDiskFile
    {
        public SafeFileHandle? Handle => null;

        public long Length => bytes.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            var n = (int)Math.Clamp(bytes.Length - offset, 0, buffer.Length);
            bytes.AsSpan((int)offset, n).CopyTo(buffer);
            return n;
        }

        public void Write(long offset, ReadOnlySpan<byte> data) => throw new NotSupportedException();

        public void SetLength(long length) => throw new NotSupportedException();

        public void Allocate(long length) => throw new NotSupportedException();

        public void Sync() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
