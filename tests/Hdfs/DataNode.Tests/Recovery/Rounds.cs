using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.DataNode.Tests.Recovery;

/// <summary>How a recovery ended.</summary>
/// <param name="Round">The order of the NameNode that it ended with, from 1.</param>
/// <param name="IsDropped">The block is given up.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Took">Whose replicas count.</param>
internal sealed record Ended(int Round, bool IsDropped, int Length, List<Holder> Took);

/// <summary>A NameNode that orders the recovery of a block until it ends, and the holders as the primary sees them.</summary>
internal sealed class Rounds(IReadOnlyList<Holder> holders, long known) : IRecoveryPeers
{
    /// <summary>Orders after which the NameNode lets the others decide.</summary>
    internal const int Patience = 10;

    private readonly RecordingLog _log = new();
    private int _round;
    private Ended? _ended;

    /// <summary>Lines that the primaries logged.</summary>
    internal IEnumerable<string> Lines => _log.Lines.Select(static l => l.Text);

    internal static long Generation(int round) => 1100 + round;

    /// <summary>Orders until it ends.</summary>
    /// <returns>Null: it has not ended with the last order.</returns>
    internal async Task<Ended?> RunAsync(int most)
    {
        var leader = new RecoveryLeader(this, RecoveryTimes.Of(TimeSpan.FromSeconds(3)), TimeProvider.System, _log);
        for (_round = 1; _round <= most && _ended is null; _round++)
        {
            var located = new LocatedBlockProto
            {
                B = TestPeer.Base(7, 1001, known).Block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty(),
            };
            located.B.NumBytes = (ulong)known;
            for (var i = 0; i < holders.Count; i++)
            {
                located.Locs.Add(new DatanodeInfoProto { Id = new DatanodeIDProto
                {
                    IpAddr = holders[i].Kind.ToString(), HostName = "h", DatanodeUuid = $"{i}", XferPort = 1, InfoPort = 2,
                    IpcPort = (uint)i,
                } });
            }

            try
            {
                await leader.RecoverAsync(
                    new RecoveringBlockProto
                    {
                        NewGenStamp = (ulong)Generation(_round), Block = located, WithoutSilent = _round > Patience,
                    },
                    default);
            }
            catch (Exception e) when (e is ReplicaFault or IOException)
            {
                // The next order follows.
            }
        }

        return _ended;
    }

    public async Task<RecoveryCandidate?> AskAsync(
        RecoveringBlockProto recovering, int holder, TimeSpan limit, CancellationToken cancellationToken) =>
        !holders[holder].Answers(_round) ? throw new IOException("no answer")
            : await holders[holder].Fixture.Store
                .InitRecoveryAsync(RequestBlocks.Ordered(recovering.Block.B), (long)recovering.NewGenStamp, cancellationToken) is { } told
                ? new RecoveryCandidate(
                    holder, told.BytesOnDisk, told.SoundLength, told.DamagedAt, told.GenerationStamp, told.OriginalState)
                : null;

    public async Task<string> TakeAsync(
        RecoveringBlockProto recovering, RecoveryCandidate told, long newLength, TimeSpan limit, CancellationToken cancellationToken)
    {
        var old = new Block(7, told.Length, told.GenerationStamp);
        return (await holders[told.Holder].Fixture.Store
            .FinishRecoveryAsync(old, (long)recovering.NewGenStamp, 7, newLength, cancellationToken)).StorageId;
    }

    public Task CommitAsync(CommitBlockSynchronizationRequestProto commit, CancellationToken cancellationToken)
    {
        _ended = new Ended(_round, commit.DeleteBlock, (int)commit.NewLength, [.. commit.NewTaragets.Select(t => holders[(int)t.IpcPort])]);
        return Task.CompletedTask;
    }
}
