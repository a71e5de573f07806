using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Looks at the leases with each tick: a writer that was not heard of for the hard limit loses its files; those that the NameNode has taken
/// back and that still wait for the recovery of their last block are tried again, each in its own time; and so is every other recovery that
/// somebody has asked for. Source: LeaseManager.checkLeases.
/// </summary>
internal static class LeaseMonitor
{
    /// <summary>Files looked at in one tick, so that a step stays short; the rest comes with the next.</summary>
    private const int FilesPerTick = 1000;

    /// <summary>
    /// Of these the NameNode's own files are so many before others are looked at: those that can never be recovered leave room for the
    /// leases of clients that are gone.
    /// </summary>
    private const int OwnFilesPerTick = FilesPerTick / 2;

    /// <summary>
    /// Milliseconds until a file is tried again that could not be taken from a writer (dfs.namenode.lease-recheck-interval-ms).
    /// </summary>
    private const long RecheckInterval = 2_000;

    /// <summary>Milliseconds until the log is told again what stays as it is, and is tried every other second: an hour.</summary>
    private const long TellAgain = 3_600_000;

    public static void Run(OperationContext context)
    {
        if (context.Blocks.Manager.InSafeMode)
        {
            return;
        }

        var now = context.Now.MonotonicMilliseconds;
        var budget = FilesPerTick;
        var leases = context.Space.Leases;
        var ownBudget = OwnFilesPerTick;
        ReleaseOwn(context, leases, ref ownBudget);
        budget -= OwnFilesPerTick - ownBudget;
        GoOn(context, leases);
        for (var lease = leases.Oldest; lease != null && budget > 0 && now - lease.Renewed > context.Options.LeaseHardLimit;)
        {
            var next = lease.Newer;
            if (IsDue(context, lease, RecheckInterval))
            {
                if (IsToTell(lease.Told, now))
                {
                    lease.Told = now;
                    context.Note($"{lease} has expired hard limit");
                }

                ReleaseAll(context, lease, RecheckInterval, ref budget);
            }

            lease = next;
        }

        ReleaseOwn(context, leases, ref budget);
    }

    /// <summary>Closes a file that the NameNode holds when all its blocks are complete.</summary>
    public static void CloseIfComplete(OperationContext context, long inodeId)
    {
        var file = context.Tree.Find(inodeId);
        if (file != 0
            && context.Tree.IsReachable(file)
            && WriterRules.PenultimateIsComplete(context, file)
            && WriterRules.LastIsComplete(context, file))
        {
            context.Commit(new FileClosed(inodeId, context.Now.WallMilliseconds));
        }
    }

    // Who asks for a recovery asks once, and then looks whether the file is closed: what could not begin yet, or has come to nothing, is
    // begun without another call.
    private static void GoOn(OperationContext context, Leases leases)
    {
        var now = context.Now.MonotonicMilliseconds;
        var awaited = leases.Awaited;
        for (var looks = FilesPerTick; looks > 0 && awaited.First is { } open && now - open.AwaitedSince >= RecheckInterval; looks--)
        {
            var file = context.Tree.Find(open.InodeId);
            if (!context.Tree.IsReachable(file)
                || LeaseRecovery.LastBlock(context, file) != open.AwaitedBlock
                || (open.IsWriterBack && !LeaseRecovery.HasBegun(context, file)))
            {
                awaited.Remove(open); // Deleted and still to be freed, or its writer went on, or may.
                continue;
            }

            awaited.Await(open, open.AwaitedBlock, now);
            Try(context, file, open, static (c, f, o) => LeaseRecovery.Advance(c, f, o));
            if (leases.Find(open.InodeId) == open)
            {
                awaited.Await(open, LeaseRecovery.LastBlock(context, file), now); // The one before may be the last now.
            }
        }
    }

    private static void ReleaseOwn(OperationContext context, Leases leases, ref int budget)
    {
        if (leases.Get(Leases.NameNodeHolder) is { } own)
        {
            ReleaseAll(context, own, context.Options.BlockRecoveryTimeout, ref budget);
        }
    }

    // The file that has waited longest comes first; once tried it is the last.
    private static void ReleaseAll(OperationContext context, Lease lease, long pause, ref int budget)
    {
        for (; budget > 0 && IsDue(context, lease, pause); budget--)
        {
            Release(context, lease.Last!);
        }
    }

    private static bool IsDue(OperationContext context, Lease lease, long pause) =>
        lease.Last is { } file && (file.Tried < 0 || context.Now.MonotonicMilliseconds - file.Tried >= pause);

    private static void Release(OperationContext context, OpenFile open)
    {
        var handle = context.Tree.Find(open.InodeId);
        if (!context.Tree.IsReachable(handle))
        {
            // Deleted; its memory is still to be freed.
            context.Space.Leases.MarkTried(open, context.Now.MonotonicMilliseconds);
            return;
        }

        Try(context, handle, open, static (c, f, o) => LeaseRecovery.Release(c, f, o, new Successor(Leases.NameNodeHolder, User: null)));
    }

    private static void Try(OperationContext context, int file, OpenFile open, Action<OperationContext, int, OpenFile> release)
    {
        try
        {
            release(context, file, open);
        }
        catch (HdfsFault fault)
        {
            var now = context.Now.MonotonicMilliseconds;
            if (!IsToTell(open.Told, now))
            {
                return;
            }

            open.Told = now;
            context.Note(
                $"Cannot release the path {context.Tree.PathOf(file)} in the lease {open.Lease}. It will be retried. {fault.Message}");
        }
    }

    private static bool IsToTell(long told, long now) => told < 0 || now - told >= TellAgain;
}
