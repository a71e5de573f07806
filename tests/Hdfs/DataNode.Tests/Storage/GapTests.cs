using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// Replicas found at start that look as if the power had left a gap in them: archives and padded records end in zeros, and rot there looks
/// the same. Nothing is cut before the holders have agreed, and nobody is cut to another's gap.
/// </summary>
public sealed class GapTests : IDisposable
{
    private const int Length = 1 << 20;
    private const int At = 100_000;

    private static readonly byte[] Padded = PaddedRecords();

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture[] _holders;

    public GapTests() => _holders = [new(), new(1, _disk), new()];

    public void Dispose() => Array.ForEach(_holders, static h => h.Dispose());

    /// <summary>All machines of a pipeline lost their power, and one of the replicas rotted.</summary>
    [Theory]
    [InlineData(At, 0x10)]
    [InlineData(At, 0x11)]
    [InlineData(10, 0x11)]
    [InlineData(Length - 400, 0x11)]
    public void Rot_in_one_replica_of_padded_records_costs_no_byte_of_the_block(int at, int bits)
    {
        Array.ForEach(_holders, static h => Found(h));
        Change(_holders[1], at, bits);
        Array.ForEach(_holders, static h => h.Reopen());
        var agreement = Recover(_holders, 1005);
        Assert.Equal(Length, agreement.Length);
        Assert.Superset(new HashSet<int> { 0, 2 }, agreement.Holders.ToHashSet());
        Assert.Equal(Padded, _holders[0].Get(7, 1005));
        Assert.Equal(Padded, _holders[2].Get(7, 1005));
    }

    [Theory]
    [InlineData(At, 0x10)]
    [InlineData(10, 0x11)]
    public void Rot_in_the_only_replica_costs_no_byte_but_the_rotten_ones(int at, int bits)
    {
        Found(_holders[0]);
        Change(_holders[0], at, bits);
        _holders[0].Reopen();
        Assert.Equal(Length, Recover(_holders[..1], 1005).Length);
        var expected = Padded.ToArray();
        expected[at] ^= (byte)bits;
        Assert.Equal(expected, _holders[0].Get(7, 1005));
        Assert.Contains("corrupt 7_1005", _holders[0].Events.All);
    }

    /// <summary>The first half of a recovery changes nothing, each time it is asked for; it reads the replica once.</summary>
    [Fact]
    public void What_lies_behind_a_gap_is_there_until_the_holders_have_agreed()
    {
        var holder = _holders[1];
        Found(holder);
        Change(holder, At, 0x11);
        holder.Reopen();
        var before = File.ReadAllBytes(Rbw(holder));
        var read = 0L;
        for (var id = 1005; id < 1008; id++)
        {
            var told = holder.Store.InitRecovery(new Block(7, 0, 1001), id)!.Value;
            Assert.Equal((Length, At / 512 * 512), (told.BytesOnDisk, told.SoundLength));
            Assert.Equal(before, File.ReadAllBytes(Rbw(holder)));
            Assert.InRange(_disk.BytesRead, 0, id == 1005 ? long.MaxValue : read + 10_000);
            read = _disk.BytesRead;
        }

        // A primary that does not look at gaps decides as it does: no sound byte goes, and the NameNode hears of the damage.
        holder.Store.FinishRecovery(new Block(7, Length, 1001), 1007, 7, Length);
        Assert.Equal(before, holder.Get(7, 1007));
        Assert.Contains("corrupt 7_1007", holder.Events.All);
        Assert.Equal(new FileInfo(Final(holder)).Length + new FileInfo(Final(holder) + "_1007.meta").Length, holder.Store.Volumes[0].Used);
    }

    private static RecoveryAgreement Recover(StoreFixture[] holders, long recoveryId)
    {
        var told = Array.ConvertAll(holders, h => h.Store.InitRecovery(new Block(7, 0, 1001), recoveryId)!.Value);
        var candidates = told.Select(static (t, i) => new RecoveryCandidate(
            i, t.BytesOnDisk, t.SoundLength, t.DamagedAt, t.GenerationStamp, t.OriginalState)).ToList();
        var agreement = RecoveryAgreement.Decide(new Block(7, 0, 1001), candidates, 0, false, -1);
        Assert.False(agreement.DeleteBlock);
        foreach (var i in agreement.Holders)
        {
            holders[i].Store.FinishRecovery(new Block(7, told[i].BytesOnDisk, 1001), recoveryId, 7, agreement.Length);
        }

        return agreement;
    }

    private static string Rbw(StoreFixture holder) => Path.Combine(holder.Pool(0).Rbw, "blk_7");

    private static string Final(StoreFixture holder) => Path.Combine(holder.Pool(0).Finalized, "subdir0", "subdir0", "blk_7");

    // Written, and its writer's machine is gone.
    private static void Found(StoreFixture holder)
    {
        using var writer = holder.Store.Create(new Block(7, Length, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, Padded);
    }

    private static void Change(StoreFixture holder, int at, int bits)
    {
        using var file = File.Open(Rbw(holder), FileMode.Open);
        file.Position = at;
        var b = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(b ^ bits));
    }

    // As in a tar of small files: each chunk ends in zeros.
    private static byte[] PaddedRecords()
    {
        var data = Packets.Random(Length, 3);
        for (var at = 0; at < Length; at += 512)
        {
            data.AsSpan(at + 400, 112).Clear();
        }

        return data;
    }
}
