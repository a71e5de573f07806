using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// Reads every finalized replica once in a period, at a bounded rate, and compares it with its checksums; rot is reported. Goes through
/// the directories in their order and remembers where it is over restarts. Source: BlockScanner, VolumeScanner.
/// </summary>
internal sealed class BlockScanner(TransferContext context, IReplicaEvents events, DataNodeOptions options, IClock clock)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>The cursor is saved this often (dfs.block.scanner.cursor.save.interval.ms, 10 min).</summary>
    private const long SaveMilliseconds = 600_000;

    /// <summary>After a round that found nothing to do, and before the first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<int, ScanCursor> _places = new();
    private long _owed;

    /// <summary>Runs until cancelled.</summary>
    internal Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(context.Store.Volumes.Select(v => RunAsync(v, cancellationToken)));

    /// <summary>Checks one replica now.</summary>
    /// <param name="block">Which.</param>
    /// <param name="pace">Called with the bytes read.</param>
    /// <returns>False: it is damaged, and was reported.</returns>
    internal async Task<bool> CheckAsync(Block block, Func<int, Task> pace)
    {
        ReplicaReader reader;
        try
        {
            reader = context.Store.OpenToRead(block, 0, -1, withChecksums: true, checksumsRequired: true);
        }
        catch (ReplicaFault)
        {
            return true; // Deleted or being appended to meanwhile.
        }
        catch (Exception e) when (e is MalformedMessageException or DiskException && !IsPassing(e))
        {
            context.CheckDisk(e);
            return false; // Reported where it was found.
        }

        using (reader)
        {
            var damage = await FindDamageAsync(reader, pace).ConfigureAwait(false);

            // Checked again against the map: an append may have begun.
            if (damage is null
                || context.Store.Find(block.Id) is not { State: ReplicaState.Finalized } now
                || now.GenerationStamp != reader.Replica.GenerationStamp)
            {
                return true;
            }

            context.Log.DamageFound(reader.Replica, reader.Volume.Root, damage);
            events.Corrupt(reader.Volume, new Block(now.BlockId, now.Length, now.GenerationStamp));
            return false;
        }
    }

    // Says nothing of the replica: the check waits.
    private static bool IsPassing(Exception e) => e is DiskException disk && DiskFaults.LeavesDiskUsable(disk.Kind);

    private async Task RunAsync(Volume volume, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, context.Time, cancellationToken).ConfigureAwait(false);
            if (!context.Store.Volumes.Contains(volume))
            {
                // It was given up, and does not come back.
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            }

            await RoundAsync(volume, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Goes on with the round of a volume, to its end or until the machine lacks descriptors: what cannot be read is reported, and the
    /// round goes on behind it.
    /// </summary>
    internal async Task RoundAsync(Volume volume, CancellationToken cancellationToken)
    {
        var cursor = Begin(volume);
        if (cursor.AtEnd)
        {
            return;
        }

        var place = cursor;
        try
        {
            var saved = context.Time.Milliseconds();
            foreach (var (upper, lower, entry) in Entries(volume, cursor))
            {
                await CheckEntryAsync(entry, cancellationToken).ConfigureAwait(false);
                place = cursor with { Directory = upper, SubDirectory = lower, Entry = entry };
                if (context.Time.Milliseconds() - saved > SaveMilliseconds)
                {
                    saved = context.Time.Milliseconds();
                    Save(volume, place);
                }
            }

            Save(volume, place with { AtEnd = true });
        }
        catch (DiskException e)
        {
            context.Log.ScanPauses(volume.Root, e.Message);
            context.CheckDisk(e);
            Save(volume, place);
        }
    }

    // From the cursor on, in ordinal order of directories and names.
    private IEnumerable<(string Upper, string Lower, string Entry)> Entries(Volume volume, ScanCursor cursor)
    {
        foreach (var upper in Names(volume, volume.Pool.Finalized, cursor.Directory, inclusive: true))
        {
            var from = upper == cursor.Directory ? cursor.SubDirectory : null;
            foreach (var lower in Names(volume, Path.Combine(volume.Pool.Finalized, upper), from, inclusive: true))
            {
                var after = upper == cursor.Directory && lower == cursor.SubDirectory ? cursor.Entry : null;
                foreach (var entry in Names(volume, Path.Combine(volume.Pool.Finalized, upper, lower), after, inclusive: false))
                {
                    yield return (upper, lower, entry);
                }
            }
        }
    }

    private ScanCursor Begin(Volume volume)
    {
        var now = clock.Read().WallMilliseconds;
        var cursor = _places.GetValueOrDefault(volume.Number) ?? ScanCursor.Load(volume.Disk, volume.Pool.ScannerCursor);

        // A round that began later than now is over as well: the clock was set back, and may take years to come there again.
        return cursor is null || now < cursor.RoundStart || now - cursor.RoundStart >= options.ScanPeriod.TotalMilliseconds
            ? new ScanCursor { RoundStart = now }
            : cursor;
    }

    // Remembered here as well: a full disk takes no cursor, and the round is not to begin anew for it.
    private void Save(Volume volume, ScanCursor cursor)
    {
        var saved = cursor with { LastSaved = clock.Read().WallMilliseconds };
        _places[volume.Number] = saved;
        try
        {
            saved.Save(volume.Disk, volume.Pool.ScannerCursor);
        }
        catch (DiskException e)
        {
            context.Log.CursorNotSaved(volume.Root, e.Message);
            context.CheckDisk(e);
        }
    }

    private async Task CheckEntryAsync(string entry, CancellationToken cancellationToken)
    {
        if (BlockNames.TryParseData(entry, out var id) && context.Store.Find(id) is { State: ReplicaState.Finalized } replica)
        {
            await CheckAsync(
                new Block(id, replica.Length, replica.GenerationStamp), n => PaceAsync(n, cancellationToken)).ConfigureAwait(false);
        }
    }

    // Seldom and long rather than often and short: a sleeping node costs least.
    private Task PaceAsync(int bytes, CancellationToken cancellationToken)
    {
        var owed = Interlocked.Add(ref _owed, bytes);
        if (owed < options.ScanBytesPerSecond)
        {
            return Task.CompletedTask;
        }

        Interlocked.Add(ref _owed, -owed);
        return Task.Delay(TimeSpan.FromSeconds((double)owed / options.ScanBytesPerSecond), context.Time, cancellationToken);
    }

    // Names in a directory from one on; none of one that is gone or cannot be read, of which the NameNode is told.
    private IEnumerable<string> Names(Volume volume, string directory, string? from, bool inclusive)
    {
        try
        {
            return volume.Disk.List(directory).Where(n => from is null || string.CompareOrdinal(n, from) >= (inclusive ? 0 : 1));
        }
        catch (DiskException e) when (!IsPassing(e))
        {
            if (e.Kind != DiskFault.Gone)
            {
                context.Log.CannotScan(directory, e.Message);
                events.DiskTrouble($"The replicas in {directory} cannot be checked: {e.Message}");
                context.CheckDisk(e);
            }

            return [];
        }
    }

    // What is wrong with it, and where; null: nothing.
    private async Task<string?> FindDamageAsync(ReplicaReader reader, Func<int, Task> pace)
    {
        var checksum = reader.Header.Checksum;
        var perRead = Math.Max(1, BufferSize / checksum.BytesPerChecksum) * checksum.BytesPerChecksum;
        var data = new byte[perRead];
        var sums = new byte[checksum.ChecksumLength(perRead)];
        for (var at = reader.Range.Start; at < reader.Range.End;)
        {
            var n = (int)Math.Min(perRead, reader.Range.End - at);
            try
            {
                if (FindMismatch(reader, data.AsSpan(0, n), sums.AsSpan(0, checksum.ChecksumLength(n)), at))
                {
                    return $"is damaged at {at}";
                }
            }
            catch (DiskException e) when (!IsPassing(e))
            {
                context.CheckDisk(e);
                return $"cannot be read at {at} ({e.Message})";
            }

            at += n;
            await pace(n).ConfigureAwait(false);
        }

        return null;
    }

    private static bool FindMismatch(ReplicaReader reader, Span<byte> data, Span<byte> sums, long at)
    {
        if (reader.Data.Read(at, data) < data.Length
            || reader.Meta!.Read(reader.Header.ChecksumOffset(at), sums) < sums.Length)
        {
            return true;
        }

        if (reader.LastChecksum is { } last && at + data.Length == reader.Range.End)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(sums[^4..], last);
        }

        return reader.Header.Checksum.FindMismatch(data, sums) >= 0;
    }
}
