using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Takes a file from its writer: closes it, or has its last block recovered first. May change things and then refuse: what it has
/// changed is in the log all the same. Source: FSNamesystem.recoverLeaseInternal and internalReleaseLease.
/// </summary>
internal static class LeaseRecovery
{
    /// <summary>Another client wants the file.</summary>
    /// <param name="context">The step.</param>
    /// <param name="call">For the messages: CREATE_FILE, APPEND_FILE, RECOVER_LEASE.</param>
    /// <param name="file">Handle.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="holder">Under which name.</param>
    /// <param name="force">Whether or not the writer was heard of lately.</param>
    /// <returns>True: the file is closed now. False only with <paramref name="force"/>: its last block is being recovered.</returns>
    public static bool Recover(OperationContext context, string call, int file, Caller caller, string holder, bool force)
    {
        if (context.Space.Leases.Find(context.Tree[file].Id) is not { } open)
        {
            return true;
        }

        var owner = open.Lease;
        if (force)
        {
            return Release(context, file, open, new Successor(holder, caller.User));
        }

        HdfsFault Refused(HdfsError error, string because) =>
            new(error, $"Failed to {call} {context.Tree.PathOf(file)} for {holder} on {caller.Address} because {because}");

        if (owner.Holder == holder)
        {
            throw Refused(HdfsError.AlreadyBeingCreated, $"{holder} is already the current lease holder.");
        }

        // Of a file that the NameNode holds its last try counts: that lease is renewed with every other file that is taken.
        var heardOf = owner.IsNameNode ? open.Tried : owner.Renewed;
        if (context.Now.MonotonicMilliseconds - heardOf > context.Options.LeaseSoftLimit)
        {
            return Release(context, file, open, successor: null)
                ? true
                : throw Refused(HdfsError.RecoveryInProgress, "lease recovery is in progress. Try again later.");
        }

        var recovering = (open.IsAwaited && !open.IsWriterBack) || HasBegun(context, file);
        throw recovering
            ? Refused(HdfsError.RecoveryInProgress, $"another recovery is in progress by {owner.Holder} on {open.Machine}")
            : Refused(HdfsError.AlreadyBeingCreated, $"this file lease is currently owned by {owner.Holder} on {open.Machine}");
    }

    /// <summary>
    /// Closes the file when it can be, and begins to recover its last block when it cannot; from then on the tick goes on with it
    /// (<see cref="LeaseMonitor"/>).
    /// </summary>
    /// <param name="context">The step.</param>
    /// <param name="file">Handle.</param>
    /// <param name="open">Its writer.</param>
    /// <param name="successor">Who holds it during the recovery; null: the same as before.</param>
    /// <returns>Whether it is closed.</returns>
    public static bool Release(OperationContext context, int file, OpenFile open, Successor? successor)
    {
        var now = context.Now.MonotonicMilliseconds;
        context.Space.Leases.MarkTried(open, now);
        if (Advance(context, file, open))
        {
            return true;
        }

        // What was asked for whoever writes it goes on although its writer comes back; what begins only because he was silent does not.
        open.SilentAt = successor == null && (!open.IsAwaited || open.SilentAt >= 0) ? now : -1;
        if (successor is { } next && next.Holder != open.Lease.Holder)
        {
            context.Commit(new LeaseReassigned(open.InodeId, next.Holder, next.User));
        }
        else
        {
            context.Space.Leases.Renew(open.Lease, now);
        }

        context.Space.Leases.Awaited.Await(open, LastBlock(context, file), now);
        return false;
    }

    /// <summary>
    /// The next step of a recovery that was asked for, whoever holds the file: closes it, or has its last block recovered, again when
    /// that did not end in time.
    /// </summary>
    /// <returns>Whether it is closed.</returns>
    public static bool Advance(OperationContext context, int file, OpenFile open)
    {
        var manager = context.Blocks.Manager;
        var settled = WriterRules.PenultimateIsComplete(context, file)
            || manager.TryComplete(context.Tree.Blocks[file, context.Tree[file].BlockCount - 2]);
        if (settled && WriterRules.LastIsComplete(context, file))
        {
            return Close(context, open);
        }

        manager.TryGet(context.Tree.Blocks.Last(file), out var last);
        if (last.State is BlockState.Committed or BlockState.Complete)
        {
            if (settled && manager.TryComplete(last.Block.Id))
            {
                return Close(context, open);
            }

            var waits = $"DIR* NameSystem.internalReleaseLease: Failed to release lease for file {context.Tree.PathOf(file)}. "
                + "Committed blocks are waiting to be minimally replicated.";
            if (!settled)
            {
                throw new HdfsFault(HdfsError.AlreadyBeingCreated, waits);
            }

            NoteOnce(context, open, waits);
        }

        return RecoverLast(context, file, open, last);
    }

    /// <summary>Id of the last block; 0: there is none.</summary>
    public static long LastBlock(OperationContext context, int file) =>
        context.Tree[file].BlockCount > 0 ? context.Tree.Blocks.Last(file) : 0;

    /// <summary>Whether the last block is being recovered, by an order that was given.</summary>
    public static bool HasBegun(OperationContext context, int file) =>
        LastBlock(context, file) is not 0 and var id
        && context.Blocks.Manager.TryGet(id, out var last)
        && last.State == BlockState.UnderRecovery;

    private static bool RecoverLast(OperationContext context, int file, OpenFile open, BlockInfo last) =>
        (open.RecoveryBegun < 0 || context.Now.MonotonicMilliseconds - open.RecoveryBegun >= context.Options.BlockRecoveryTimeout)
        && !Begin(context, file, open, last)
        && WriterRules.LastIsComplete(context, file)
        && Close(context, open);

    // An empty block that nobody has is given up. What may still be reported is not: it can hold all that its writer was told is there.
    /// <returns>False: the block was empty and is gone.</returns>
    private static bool Begin(OperationContext context, int file, OpenFile open, BlockInfo last)
    {
        var recoveryId = context.Space.LastGenerationStamp + 1;
        context.Changing();
        var start = context.Blocks.Manager.BeginRecovery(context.Now, last.Block.Id, recoveryId);
        if (start == RecoveryStart.NobodyHasIt && last.Block.Length == 0)
        {
            context.Commit(new BlockAbandoned(last.InodeId));
            return false;
        }

        var what = $"Lease recovery of {context.Tree.PathOf(file)}: block {BlockText.Of(last.Block)}";
        if (start != RecoveryStart.Begun)
        {
            NoteOnce(context, open, $"{what} waits for DataNodes that may hold it to report.");
            return true;
        }

        open.RecoveryBegun = context.Now.MonotonicMilliseconds;
        context.Commit(new GenerationStampTaken(recoveryId));
        context.Note($"{what} is being recovered as {recoveryId}.");
        return true;
    }

    // What the tick tries again every other second is told when it was asked for.
    private static void NoteOnce(OperationContext context, OpenFile open, string text)
    {
        if (!open.IsAwaited)
        {
            context.Note(text);
        }
    }

    private static bool Close(OperationContext context, OpenFile open)
    {
        context.Commit(new FileClosed(open.InodeId, context.Now.WallMilliseconds));
        return true;
    }
}
