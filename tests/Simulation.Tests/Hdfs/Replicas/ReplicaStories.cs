using Hathi.Hdfs.Core.Model;

namespace Hathi.Simulation.Tests.Hdfs.Replicas;

/// <summary>Every operation that changes replicas on disk, as its clients use it.</summary>
internal static class ReplicaStories
{
    public static readonly IReadOnlyDictionary<string, Action<ReplicaLab>> All = new SortedDictionary<string, Action<ReplicaLab>>(
        StringComparer.Ordinal)
    {
        ["hflush in the middle of chunks"] = HflushInTheMiddleOfChunks,
        ["hsync in the middle of chunks"] = HsyncInTheMiddleOfChunks,
        ["a partial chunk sent again"] = PartialChunkSentAgain,
        ["packets in batches"] = PacketsInBatches,
        ["finish durably"] = lab => lab.Finish(Written(lab, 1, 3_000), durable: true),
        ["append"] = Append,
        ["append recovery of a final replica"] = AppendRecoveryOfFinal,
        ["append recovery of an open replica"] = AppendRecoveryOfOpen,
        ["streaming recovery"] = StreamingRecovery,
        ["close recovery of an open replica"] = CloseRecoveryOfOpen,
        ["close recovery of a final replica"] = CloseRecoveryOfFinal,
        ["block recovery of an open replica"] = BlockRecoveryOfOpen,
        ["block recovery of a final replica"] = BlockRecoveryOfFinal,
        ["two block recoveries"] = TwoBlockRecoveries,
        ["copy from another node"] = Copy,
        ["copy that does not arrive whole"] = Discard,
        ["transfer into a pipeline"] = Transfer,
        ["transfer in place of a final replica"] = TransferOverFinal,
        ["transfer in place of an open replica"] = TransferOverOpen,
        ["final transfer in place of a final replica"] = FinalTransferOverFinal,
        ["final transfer of the same bytes"] = FinalTransferOfTheSame,
        ["copy in place of an open replica"] = CopyOverOpen,
        ["transfer beside a replica that does not arrive whole"] = DiscardBeside,
        ["create again"] = CreateAgain,
        ["invalidate and copy again"] = InvalidateAndCopyAgain,
        ["two blocks of one directory"] = TwoBlocks,
        ["bit rot, then a block recovery"] = RotThenBlockRecovery,
        ["bit rot, then a streaming recovery"] = RotThenStreamingRecovery,
        ["bit rot, then an append"] = RotThenAppend,
    };

    private static Hathi.Hdfs.DataNode.Storage.ReplicaWriter Written(ReplicaLab lab, long id, int length)
    {
        var writer = lab.Create(id, 1001);
        lab.Flush(writer, 0, length);
        return writer;
    }

    private static void HflushInTheMiddleOfChunks(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        var at = 0;
        foreach (var to in (ReadOnlySpan<int>)[100, 300, 511, 512, 700, 1_024, 1_025, 5_000, 70_001, 70_002])
        {
            lab.Flush(writer, at, to);
            at = to;
        }

        lab.Finish(writer, durable: false);
    }

    private static void HsyncInTheMiddleOfChunks(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        lab.Sync(writer, 0, 100);
        lab.Flush(writer, 100, 300);
        lab.Flush(writer, 300, 512);
        lab.Flush(writer, 512, 600);
        lab.Sync(writer, 600, 700);
        lab.Flush(writer, 700, 3_000);
        lab.Sync(writer, 3_000, 3_001);
        lab.Flush(writer, 3_001, 3_500);
        lab.Finish(writer, durable: false);
    }

    // As clients do after an hflush: from the start of the chunk, with checksums of whole chunks.
    private static void PartialChunkSentAgain(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        lab.Flush(writer, 0, 700);
        lab.Flush(writer, 512, 900);
        lab.Sync(writer, 512, 1_000);
        lab.Flush(writer, 512, 4_000);
        lab.Finish(writer, durable: false);
    }

    private static void PacketsInBatches(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        lab.Flush(writer, 0, 5_000, packetSize: 1_024);
        lab.Flush(writer, 5_000, 9_000, packetSize: 700);
        lab.Finish(writer, durable: false);
    }

    private static void Append(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        Append(lab, 1_300);
    }

    private static void Append(ReplicaLab lab, int length)
    {
        var writer = lab.GoOn(1, 1001, b => lab.Store.OpenToAppend(b, 1002, length, lab));
        lab.Flush(writer, length, 1_400);
        lab.Sync(writer, 1_400, 3_000);
        lab.Flush(writer, 3_000, 3_100);
        lab.Finish(writer, durable: false);
    }

    private static void AppendRecoveryOfFinal(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        var writer = lab.GoOn(1, 1001, b => lab.Store.RecoverAppend(b, 1003, 1_300, lab));
        lab.Flush(writer, 1_300, 2_000);
        lab.Finish(writer, durable: false);
    }

    private static void AppendRecoveryOfOpen(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        lab.GoOn(1, 1001, b => lab.Store.OpenToAppend(b, 1002, 1_300, lab)).Dispose();
        var writer = lab.GoOn(1, 1002, b => lab.Store.RecoverAppend(b, 1003, 1_300, lab));
        lab.Flush(writer, 1_300, 2_000);
        lab.Finish(writer, durable: false);
    }

    private static void StreamingRecovery(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        lab.Sync(writer, 0, 1_100);
        lab.Flush(writer, 1_100, 1_200);
        ReplicaLab.Write(writer, 1_200, 1_400, 65_536);
        writer.Dispose();
        writer = lab.GoOn(1, 1001, b => lab.Store.RecoverRbw(b, 1002, 1_200, 1_400, lab));
        lab.Flush(writer, 1_200, 1_300);
        ReplicaLab.Write(writer, 1_300, 9_000, 65_536);
        writer.Dispose();
        writer = lab.GoOn(1, 1002, b => lab.Store.RecoverRbw(b, 1003, 1_300, 9_000, lab));
        lab.Flush(writer, 1_300, 2_000);
        lab.Finish(writer, durable: false);
    }

    private static void CloseRecoveryOfOpen(ReplicaLab lab)
    {
        Written(lab, 1, 1_300).Dispose();
        lab.Store.RecoverClose(new Block(1, 0, 1001), 1002, 1_300);
        lab.Closed(1, 1002, 1_300);
    }

    private static void CloseRecoveryOfFinal(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: false);
        lab.Store.RecoverClose(new Block(1, 0, 1001), 1002, 1_300);
        lab.Closed(1, 1002, 1_300);
    }

    private static void BlockRecoveryOfOpen(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        lab.Sync(writer, 0, 1_100);
        lab.Flush(writer, 1_100, 1_200);
        ReplicaLab.Write(writer, 1_200, 1_400, 65_536);
        writer.Dispose();
        lab.FinishRecovery(1, 1005, 1_300);
    }

    private static void BlockRecoveryOfFinal(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        lab.FinishRecovery(1, 1005, 1_300);
    }

    private static void TwoBlockRecoveries(ReplicaLab lab)
    {
        Written(lab, 1, 1_300).Dispose();
        lab.Store.InitRecovery(new Block(1, 0, 1001), 1005);
        lab.FinishRecovery(1, 1006, 1_300);
        lab.FinishRecovery(1, 1007, 1_300);
    }

    private static void Copy(ReplicaLab lab)
    {
        var writer = lab.Receive(1, 1001, isTransfer: false);
        ReplicaLab.Write(writer, 0, 3_000, 1_024);
        lab.Finish(writer, durable: true);
    }

    private static void Discard(ReplicaLab lab)
    {
        var writer = lab.Receive(1, 1001, isTransfer: false);
        ReplicaLab.Write(writer, 0, 3_000, 1_024);
        lab.Store.Discard(writer);
        writer.Dispose();
        Copy(lab);
    }

    private static void Transfer(ReplicaLab lab)
    {
        var writer = lab.Receive(1, 1001, isTransfer: true);
        ReplicaLab.Write(writer, 0, 1_300, 65_536);
        lab.Store.ConvertToRbw(writer, new Block(1, 1_300, 1001));
        lab.Closed(1, 1001, 1_300);
        writer.Dispose();
        writer = lab.GoOn(1, 1001, b => lab.Store.RecoverRbw(b, 1002, 1_300, 1_300, lab));
        lab.Flush(writer, 1_300, 2_000);
        lab.Sync(writer, 2_000, 2_100);
        lab.Finish(writer, durable: false);
    }

    private static void TransferOverFinal(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        JoinPipeline(lab, 3_000);
    }

    // Some of it nobody acknowledged, and the rest was not synced.
    private static void TransferOverOpen(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        lab.Sync(writer, 0, 700);
        lab.Flush(writer, 700, 1_300);
        ReplicaLab.Write(writer, 1_300, 2_000, 65_536);
        writer.Dispose();
        JoinPipeline(lab, 1_500);
    }

    private static void FinalTransferOverFinal(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_024), durable: true);
        lab.Finish(Beside(lab, 3_000, isTransfer: true), durable: true);
    }

    private static void FinalTransferOfTheSame(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        lab.Finish(Beside(lab, 1_300, isTransfer: true), durable: true);
        var writer = lab.GoOn(1, 1002, b => lab.Store.OpenToAppend(b, 1003, 1_300, lab));
        lab.Sync(writer, 1_300, 1_400);
    }

    private static void CopyOverOpen(ReplicaLab lab)
    {
        Written(lab, 1, 1_300).Dispose();
        lab.Finish(Beside(lab, 1_536, isTransfer: false), durable: true);
    }

    private static void DiscardBeside(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        var writer = lab.Receive(1, 1002, isTransfer: true);
        ReplicaLab.Write(writer, 0, 1_000, 1_024);
        lab.Store.Discard(writer);
        writer.Dispose();
        Append(lab, 1_300);
    }

    private static void JoinPipeline(ReplicaLab lab, int length)
    {
        var writer = Beside(lab, length, isTransfer: true);
        lab.Store.ConvertToRbw(writer, new Block(1, length, 1002));
        lab.Closed(1, 1002, length);
        writer.Dispose();
        writer = lab.GoOn(1, 1002, b => lab.Store.RecoverRbw(b, 1003, length, length, lab));
        lab.Flush(writer, length, length + 200);
        lab.Sync(writer, length + 200, length + 300);
        lab.Finish(writer, durable: false);
    }

    // All of a newer generation has come, and nothing is told of it yet.
    private static Hathi.Hdfs.DataNode.Storage.ReplicaWriter Beside(ReplicaLab lab, int length, bool isTransfer)
    {
        var writer = lab.Receive(1, 1002, isTransfer);
        lab.Expect(1).Copy = (1002, length);
        ReplicaLab.Write(writer, 0, length, 1_024);
        return writer;
    }

    private static void CreateAgain(ReplicaLab lab)
    {
        lab.Create(1, 1001).Dispose();
        var writer = lab.Create(1, 1001, newGeneration: 1002);
        lab.Flush(writer, 0, 1_300);
        lab.Finish(writer, durable: false);
    }

    private static void InvalidateAndCopyAgain(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 1_300), durable: true);
        lab.Invalidate(1);
        Copy(lab);
        Written(lab, 2, 700);
        lab.Invalidate(2);
        lab.Finish(Written(lab, 2, 1_300), durable: true);
    }

    private static void TwoBlocks(ReplicaLab lab)
    {
        var (first, second) = (lab.Create(1, 1001), lab.Create(2, 1001));
        lab.Flush(first, 0, 700);
        lab.Sync(second, 0, 300);
        lab.Flush(first, 700, 800);
        lab.Finish(second, durable: false);
        lab.Sync(first, 800, 900);
        lab.Finish(first, durable: false);
    }

    private static Hathi.Hdfs.DataNode.Storage.ReplicaWriter Rotten(ReplicaLab lab)
    {
        var writer = lab.Create(1, 1001);
        lab.Sync(writer, 0, 3_000);
        lab.Rot(1, 700);
        lab.Flush(writer, 3_000, 3_100);
        ReplicaLab.Write(writer, 3_100, 5_000, 65_536);
        return writer;
    }

    private static void RotThenBlockRecovery(ReplicaLab lab)
    {
        Rotten(lab).Dispose();
        lab.FinishRecovery(1, 1005, 4_000);
    }

    private static void RotThenStreamingRecovery(ReplicaLab lab)
    {
        Rotten(lab).Dispose();
        var writer = lab.GoOn(1, 1001, b => lab.Store.RecoverRbw(b, 1002, 3_100, 5_000, lab));
        lab.Flush(writer, 3_100, 4_000);
        lab.Finish(writer, durable: false);
    }

    private static void RotThenAppend(ReplicaLab lab)
    {
        lab.Finish(Written(lab, 1, 3_000), durable: true);
        lab.Rot(1, 700);
        var writer = lab.GoOn(1, 1001, b => lab.Store.OpenToAppend(b, 1002, 3_000, lab));
        lab.Flush(writer, 3_000, 3_400);
        writer.Dispose();
        writer = lab.GoOn(1, 1002, b => lab.Store.RecoverAppend(b, 1003, 3_400, lab));
        lab.Sync(writer, 3_400, 4_000);
        lab.Finish(writer, durable: false);
    }
}
