using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>
/// The primary of a block recovery (BlockRecoveryWorker): asks the holders, has the core decide, tells the holders, tells the NameNode.
/// </summary>
internal sealed class RecoveryLeader(DataNodeActor node)
{
    private const int Timeout = 1_000;

    public async Task LeadAsync(RecoveringBlock work)
    {
        try
        {
            await RecoverAsync(work).ConfigureAwait(false);
            node.Cluster.World.Report.Add("blocks recovered", 1);
        }
        catch (Exception e) when (e is ReplicaFault or NoAnswerException or HdfsFault)
        {
            node.Cluster.World.Note("recovery ends", node.Name, e.Message);
        }
    }

    private async Task RecoverAsync(RecoveringBlock work)
    {
        var candidates = new List<RecoveryCandidate>();
        var replicas = new ReplicaView?[work.Locations.Count];
        var silent = 0;
        for (var i = 0; i < work.Locations.Count; i++)
        {
            var reply =
                await AskAsync(work.Locations[i], new InitRecovery(work.Block, work.RecoveryId)).ConfigureAwait(false) as InitRecoveryReply;
            if (reply?.Error == ReplicaError.RecoveryInProgress)
            {
                return;
            }

            if (reply is null || reply.Error == ReplicaError.Unsupported)
            {
                silent++; // It, or its disk, did not answer.
            }
            else if (reply.Replica is { } replica)
            {
                replicas[i] = replica;
                candidates.Add(new RecoveryCandidate(
                    i, replica.BytesOnDisk, replica.SoundLength, replica.DamagedAt, replica.GenerationStamp, replica.OriginalState));
            }
        }

        var agreement = RecoveryAgreement.Decide(work.Block, candidates, silent, work.WithoutSilent, -1);
        if (node.Cluster.Mutant == HdfsMutant.RecoversTooShort && agreement.Length > 0)
        {
            agreement = agreement with { Length = agreement.Length - 1 };
        }

        await FinishAsync(work, agreement, replicas).ConfigureAwait(false);
    }

    private async Task FinishAsync(RecoveringBlock work, RecoveryAgreement agreement, ReplicaView?[] replicas)
    {
        var agreed = new List<(string DataNodeUuid, string StorageId)>();
        foreach (var holder in agreement.Holders)
        {
            var replica = replicas[holder]!.Value;
            var old = new Block(replica.BlockId, replica.BytesOnDisk, replica.GenerationStamp);
            var reply = await AskAsync(
                work.Locations[holder], new FinishRecovery(old, work.RecoveryId, agreement.Length)).ConfigureAwait(false);
            if (reply is FinishRecoveryReply { StorageId: { } storage })
            {
                agreed.Add((work.Locations[holder].Node.Id.Uuid, storage));
            }
        }

        if (agreed.Count == 0 && !agreement.DeleteBlock)
        {
            return;
        }

        await new NameNodeProxy(node, node.Cluster).AskAsync(
            new CommitBlockSynchronizationRequest
            {
                Block = work.Block,
                NewGenerationStamp = work.RecoveryId,
                NewLength = agreement.Length,
                CloseFile = true,
                DeleteBlock = agreement.DeleteBlock,
                NewReplicas = agreed,
            },
            5,
            Timeout).ConfigureAwait(false);
    }

    private async Task<object?> AskAsync(ReplicaLocation holder, object request)
    {
        var name = holder.Node.Id.HostName;
        if (name == node.Name)
        {
            return request is InitRecovery init ? node.Init(init) : node.Finish((FinishRecovery)request);
        }

        var connection = node.Wire.Open(name);
        try
        {
            connection.Send(request);
            return await connection.Receive(Timeout);
        }
        catch (ConnectionLostException)
        {
            return null;
        }
        finally
        {
            connection.Close();
        }
    }
}
