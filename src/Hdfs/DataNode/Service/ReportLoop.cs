using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Microsoft.Extensions.Logging;
using ReportBadBlocksRequestProto = Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// Tells the NameNode what changed, at once, and what there is in full when that is due. One loop for both: a change that came after
/// a full report was taken must not reach the NameNode before it.
/// </summary>
internal sealed class ReportLoop(NodeState node, CommandRunner commands, DataNodeOptions options, IClock clock, ILogger log)
{
    /// <summary>After a failed report it is tried again; a new change tries at once.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Looks for work at least this often; everything urgent sets the signal.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Damaged replicas told of in one call: a few hundred bytes each, and a NameNode takes its calls one after the other.
    /// </summary>
    private const int BadBlocksAtOnce = 1_000;

    // After a restart another than before, so that no part of a report is taken for one of another.
    private long _reportId = BitConverter.ToInt64(options.Surroundings.NewId().ToByteArray()) & (long.MaxValue >> 1);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="VolumeException">Too many volumes have failed.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var wait = LongestWait;
        while (true)
        {
            await node.Reports.Ready.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            var fatal = node.Reports.Fatal; // Before the errors are taken, so that it is among them.
            try
            {
                // One that is refused does not keep the others.
                var all = await TryAsync(SendChangesAsync, cancellationToken).ConfigureAwait(false);
                all &= await TryAsync(SendBadBlocksAsync, cancellationToken).ConfigureAwait(false);
                all &= await TryAsync(SendErrorsAsync, cancellationToken).ConfigureAwait(false);
                if (node.Session.Schedule.Get(s => s.BlockReportDue(clock.Read())))
                {
                    all &= await TryAsync(SendFullAsync, cancellationToken).ConfigureAwait(false);
                }

                wait = all ? LongestWait : RetryPause;
            }
            catch (RpcConnectionException e)
            {
                log.ReportNotSent(node.Session.Link.Name, e.Message);
                wait = RetryPause;
            }

            // Told above when the NameNode could be reached; it finds out by the missing heartbeats when not.
            if (fatal is { } reason)
            {
                throw new VolumeException(VolumeError.Broken, $"The DataNode is shutting down due to failed volumes: {reason}", null);
            }
        }
    }

    // False: it is to be sent again.
    private async Task<bool> TryAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RpcRemoteException e)
        {
            log.ReportRefused(node.Session.Link.Name, e.FirstLine);
            if (e.JavaClass == JavaExceptions.InvalidBlockReportLease)
            {
                node.Session.Schedule.Do(s => s.LeaseLost());
            }

            return false;
        }
    }

    // Refused for what it says, and not for now: sent again it would be refused again. Source: ReportBadBlockAction, ErrorReportAction.
    private static bool IsForGood(RpcRemoteException e) =>
        e.JavaClass is not (JavaExceptions.Retriable or JavaExceptions.Standby or JavaExceptions.SafeMode);

    private async Task SendChangesAsync(CancellationToken cancellationToken)
    {
        var changes = node.Reports.TakeChanges();
        if (changes.Count == 0)
        {
            return;
        }

        var request = new BlockReceivedAndDeletedRequestProto
        {
            Registration = node.Session.Registration, BlockPoolId = node.Session.BlockPoolId,
        };
        var volumes = node.Store.Volumes;
        foreach (var (number, list) in changes)
        {
            if (volumes.FirstOrDefault(v => v.Number == number) is { } volume)
            {
                request.Blocks.Add(DatanodeMessages.Changes(volume, list));
            }
        }

        try
        {
            await node.Session.Link.ChangesAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            node.Reports.PutBack(changes);
            throw;
        }
    }

    private async Task SendBadBlocksAsync(CancellationToken cancellationToken)
    {
        var bad = node.Reports.TakeBadBlocks();
        for (var i = 0; i < bad.Length; i += BadBlocksAtOnce)
        {
            var some = bad.AsMemory(i, Math.Min(BadBlocksAtOnce, bad.Length - i));
            try
            {
                if (!await TrySendBadAsync(some, cancellationToken).ConfigureAwait(false))
                {
                    // One of them is why: the others are told.
                    for (var j = 0; j < some.Length && some.Length > 1; j++)
                    {
                        await TrySendBadAsync(some.Slice(j, 1), cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            catch
            {
                node.Reports.PutBackBad(bad.AsSpan(i));
                throw;
            }
        }
    }

    // False: they were refused for good.
    private async Task<bool> TrySendBadAsync(ReadOnlyMemory<BadBlock> bad, CancellationToken cancellationToken)
    {
        var request = new ReportBadBlocksRequestProto();
        foreach (var block in bad.Span)
        {
            request.Blocks.Add(DatanodeMessages.Bad(node.Session.BlockPoolId, block, node.Reports.Self));
        }

        try
        {
            await node.Session.Link.BadBlocksAsync(request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RpcRemoteException e) when (IsForGood(e))
        {
            log.DamageNotTaken(node.Session.Link.Name, bad.Length, bad.Span[0].Block.Id, e.FirstLine);
            return false;
        }
    }

    private async Task SendErrorsAsync(CancellationToken cancellationToken)
    {
        var errors = node.Reports.TakeErrors();
        for (var i = 0; i < errors.Length; i++)
        {
            var request = new ErrorReportRequestProto
            {
                Registartion = node.Session.Registration, ErrorCode = (uint)errors[i].Kind, Msg = errors[i].Message,
            };
            try
            {
                await node.Session.Link.ErrorAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcRemoteException e) when (IsForGood(e))
            {
                log.ErrorNotTaken(node.Session.Link.Name, errors[i].Message, e.FirstLine);
            }
            catch
            {
                node.Reports.PutBackErrors(errors.AsSpan(i));
                throw;
            }
        }
    }

    private async Task SendFullAsync(CancellationToken cancellationToken)
    {
        var begin = node.Transfer.Time.Milliseconds();
        node.Session.Schedule.Do(static s => s.BlockReportBegins());
        var storages = new List<StorageBlockReportProto>();
        var blocks = new List<ReportedBlock>();
        var count = 0;
        foreach (var volume in node.Store.Volumes)
        {
            blocks.Clear();
            node.Store.Report(volume, blocks);
            storages.Add(DatanodeMessages.Report(volume, blocks));
            count += blocks.Count;
        }

        var calls = count < options.BlockReportSplitThreshold
            ? [storages]
            : storages.Select(static s => new List<StorageBlockReportProto> { s }).ToList();
        var id = _reportId++;
        for (var i = 0; i < calls.Count; i++)
        {
            await SendPartAsync(calls[i], i, calls.Count, id, cancellationToken).ConfigureAwait(false);
        }

        node.Session.Schedule.Do(s => s.BlockReportSent(clock.Read(), options.Surroundings.Chance()));
        var took = node.Transfer.Time.Milliseconds() - begin;
        log.Reported(count, storages.Count, node.Session.Link.Name, calls.Count, took);
    }

    private async Task SendPartAsync(
        List<StorageBlockReportProto> storages, int call, int calls, long id, CancellationToken cancellationToken)
    {
        var request = new BlockReportRequestProto
        {
            Registration = node.Session.Registration,
            BlockPoolId = node.Session.BlockPoolId,
            Context = new BlockReportContextProto
            {
                TotalRpcs = calls,
                CurRpc = call,
                Id = id,
                LeaseId = (ulong)node.Session.Schedule.Get(s => s.BlockReportLease),
            },
        };
        request.Reports.AddRange(storages);
        if (await node.Session.Link.BlockReportAsync(request, cancellationToken).ConfigureAwait(false) is { } command)
        {
            await commands.PostAsync(command, cancellationToken).ConfigureAwait(false);
        }
    }
}
