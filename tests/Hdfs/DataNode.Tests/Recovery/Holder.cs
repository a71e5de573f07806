using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Recovery;

/// <summary>What a recovery may find at a holder of a block of <see cref="Holder.Length"/> bytes.</summary>
public enum HolderKind
{
    /// <summary>All of it, as the power left it.</summary>
    Sound,

    /// <summary>A beginning.</summary>
    Short,

    /// <summary>All of it, finished.</summary>
    Finished,

    /// <summary>Finished, and the power kept the checksums from the medium.</summary>
    FinishedNoChecksums,

    /// <summary>Finished, and the checksum file is gone since.</summary>
    FinishedNoChecksumFile,

    /// <summary>Zeros where two pages were.</summary>
    Gap,

    /// <summary>A bit that turned.</summary>
    Rot,

    /// <summary>Zeros where the first chunk was.</summary>
    TornFirst,

    /// <summary>A checksum file without a byte.</summary>
    NoChecksums,

    /// <summary>A checksum file whose header is none.</summary>
    DamagedHeader,

    /// <summary>A disk that cannot read the block file.</summary>
    Unreadable,

    /// <summary>Left by its writer, the node went on; a sector in its last chunk cannot be read.</summary>
    BadEnd,

    /// <summary>No checksum file, and no generation with it.</summary>
    NoChecksumFile,

    /// <summary>No replica.</summary>
    None,

    /// <summary>Takes the call and never answers.</summary>
    Silent,

    /// <summary>The same for the first rounds; then all of it.</summary>
    Late,
}

/// <summary>A holder of block 7 with a store of its own, found at a start.</summary>
internal sealed class Holder : IDisposable
{
    internal const int Length = 10_000;
    internal const int ShortLength = 6_000;
    internal const int GapAt = 4_096;
    internal const int GapEnd = 6_144;
    internal const int RotAt = 13 * 512;

    internal const int BadEndAt = Length / 4_096 * 4_096;

    /// <summary>The round in which a late one answers.</summary>
    internal const int LateRound = 3;

    internal static readonly byte[] Data = Packets.Random(Length, 5);

    private readonly FaultyDisk _disk = new();

    internal Holder(HolderKind kind)
    {
        Kind = kind;
        Fixture = new StoreFixture(1, _disk);
        if (kind is HolderKind.Finished or HolderKind.FinishedNoChecksums or HolderKind.FinishedNoChecksumFile)
        {
            Fixture.Put(7, 1001, Data);
        }
        else if (kind is not (HolderKind.None or HolderKind.Silent))
        {
            using var writer = Fixture.Store.Create(new Block(7, Length, 1001), 0, ChunkChecksum.Default, new NoOwner());
            Packets.Write(writer, 0, Data.AsSpan(0, kind == HolderKind.Short ? ShortLength : Length));
            if (kind == HolderKind.BadEnd)
            {
                Fixture.Store.Acked(writer, Length);
                _disk.Bad = (Rbw, Length - 1);
            }
        }

        Damage();
        if (kind != HolderKind.BadEnd)
        {
            Fixture.Reopen();
        }

        if (kind == HolderKind.Unreadable)
        {
            var data = Rbw;
            _disk.Reading = path => _ = path != data ? 0 : throw DiskException.OfRead(DiskFault.Medium, path, "EIO", null);
        }
        else if (kind == HolderKind.FinishedNoChecksumFile)
        {
            File.Delete(Final + "_1001.meta");
        }
    }

    internal HolderKind Kind { get; }

    internal StoreFixture Fixture { get; }

    internal string Rbw => Path.Combine(Fixture.Pool(0).Rbw, "blk_7");

    internal string Final => Path.Combine(Fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_7");

    /// <summary>Whether it is whole for all that is known of it.</summary>
    internal bool IsWhole => Kind is HolderKind.Sound or HolderKind.Short or HolderKind.Finished or HolderKind.Late;

    /// <summary>Bytes that it tells of.</summary>
    internal int Told => Kind switch
    {
        HolderKind.None or HolderKind.NoChecksumFile or HolderKind.Silent or HolderKind.FinishedNoChecksumFile => 0,
        HolderKind.Short => ShortLength,
        _ => Length,
    };

    /// <summary>Bytes before the first that may be missing.</summary>
    internal int SoundPrefix => Kind switch
    {
        HolderKind.Sound or HolderKind.Finished or HolderKind.Late or HolderKind.Rot or HolderKind.BadEnd => Length,
        HolderKind.Short => ShortLength,
        HolderKind.Gap => GapAt,
        _ => 0,
    };

    /// <summary>Whether its byte at a place is known to be what was written.</summary>
    internal bool HasSound(int at) =>
        at < SoundPrefix && !(Kind == HolderKind.Rot && at / 512 == RotAt / 512) && !(Kind == HolderKind.BadEnd && at >= BadEndAt);

    /// <summary>Whether it never says what it has.</summary>
    internal bool IsSilent => Kind is HolderKind.Silent or HolderKind.NoChecksumFile or HolderKind.FinishedNoChecksumFile;

    /// <summary>Whether it answers in a round, from 1.</summary>
    internal bool Answers(int round) => Kind != HolderKind.Silent && (Kind != HolderKind.Late || round >= LateRound);

    /// <summary>What it has of the block now, final; read as it lies there.</summary>
    internal byte[] Content() => File.ReadAllBytes(Final);

    internal bool IsReported(long generation) => Fixture.Events.All.Contains($"corrupt 7_{generation}");

    public void Dispose() => Fixture.Dispose();

    private void Damage()
    {
        var meta = Path.Combine(Fixture.Pool(0).Rbw, "blk_7_1001.meta");
        switch (Kind)
        {
            case HolderKind.Gap:
                Clear(Rbw, GapAt, GapEnd - GapAt);
                break;
            case HolderKind.Rot:
                Overwrite(Rbw, RotAt + 100, [(byte)(Data[RotAt + 100] ^ 0x10)]);
                break;
            case HolderKind.TornFirst:
                Clear(Rbw, 0, 512);
                break;
            case HolderKind.NoChecksums:
                using (var file = File.OpenWrite(meta))
                {
                    file.SetLength(0);
                }

                break;
            case HolderKind.FinishedNoChecksums:
                using (var file = File.OpenWrite(Final + "_1001.meta"))
                {
                    file.SetLength(0);
                }

                break;
            case HolderKind.NoChecksumFile:
                File.Delete(meta);
                break;
            case HolderKind.DamagedHeader:
                Overwrite(meta, 2, [77]);
                break;
        }
    }

    private static void Clear(string path, int at, int length) => Overwrite(path, at, new byte[length]);

    private static void Overwrite(string path, int at, byte[] bytes)
    {
        using var file = File.OpenWrite(path);
        file.Position = at;
        file.Write(bytes);
    }
}
