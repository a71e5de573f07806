using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
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
    private const string Area = "scanner";
    private const int BufferSize = 128 * 1024;

    /// <summary>The cursor is saved this often (dfs.block.scanner.cursor.save.interval.ms, 10 min).</summary>
    private const long SaveMilliseconds = 600_000;

    /// <summary>After a round that found nothing to do, and before the first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

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
        catch (Exception e) when (e is FileNotFoundException or MalformedMessageException)
        {
            return false; // Reported where it was found.
        }

        using (reader)
        {
            if (await FindDamageAsync(reader, pace).ConfigureAwait(false) is not { } at)
            {
                return true;
            }

            // Checked again against the map: an append may have begun.
            if (context.Store.Find(block.Id) is { State: ReplicaState.Finalized } now && now.GenerationStamp == reader.Replica.GenerationStamp)
            {
                context.Log.Error(Area, $"{reader.Replica} on {reader.Volume.Root} is damaged at {at}: it is reported", null);
                events.Corrupt(reader.Volume, new Block(now.BlockId, now.Length, now.GenerationStamp));
                return false;
            }

            return true;
        }
    }

    private async Task RunAsync(Volume volume, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            try
            {
                var cursor = Begin(volume);
                if (cursor is { AtEnd: false })
                {
                    await RoundAsync(volume, cursor, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                context.Log.Warn(Area, $"The check of {volume.Root} was interrupted", e);
                context.CheckDisk(volume, e);
            }
        }
    }

    private ScanCursor Begin(Volume volume)
    {
        var now = clock.Read().WallMilliseconds;
        var cursor = ScanCursor.Load(volume.Pool.ScannerCursor);
        return cursor is null || now - cursor.RoundStart >= options.ScanPeriod.TotalMilliseconds
            ? new ScanCursor { RoundStart = now }
            : cursor;
    }

    private async Task RoundAsync(Volume volume, ScanCursor cursor, CancellationToken cancellationToken)
    {
        var saved = Environment.TickCount64;
        foreach (var upper in Names(volume.Pool.Finalized, cursor.Directory, inclusive: true))
        {
            var from = upper == cursor.Directory ? cursor.SubDirectory : null;
            foreach (var lower in Names(Path.Combine(volume.Pool.Finalized, upper), from, inclusive: true))
            {
                var after = upper == cursor.Directory && lower == cursor.SubDirectory ? cursor.Entry : null;
                foreach (var entry in Names(Path.Combine(volume.Pool.Finalized, upper, lower), after, inclusive: false))
                {
                    await CheckEntryAsync(entry, cancellationToken).ConfigureAwait(false);
                    cursor = cursor with { Directory = upper, SubDirectory = lower, Entry = entry };
                    if (Environment.TickCount64 - saved > SaveMilliseconds)
                    {
                        saved = Environment.TickCount64;
                        (cursor with { LastSaved = clock.Read().WallMilliseconds }).Save(volume.Pool.ScannerCursor);
                    }
                }
            }
        }

        (cursor with { AtEnd = true, LastSaved = clock.Read().WallMilliseconds }).Save(volume.Pool.ScannerCursor);
    }

    private async Task CheckEntryAsync(string entry, CancellationToken cancellationToken)
    {
        if (BlockNames.TryParseData(entry, out var id) && context.Store.Find(id) is { State: ReplicaState.Finalized } replica)
        {
            await CheckAsync(new Block(id, replica.Length, replica.GenerationStamp), n => PaceAsync(n, cancellationToken)).ConfigureAwait(false);
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
        return Task.Delay(TimeSpan.FromSeconds((double)owed / options.ScanBytesPerSecond), cancellationToken);
    }

    // Names in a directory from one on, in ordinal order.
    private static IEnumerable<string> Names(string directory, string? from, bool inclusive)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        return Directory.EnumerateFileSystemEntries(directory).Select(static p => Path.GetFileName(p))
            .Where(n => from is null || string.CompareOrdinal(n, from) >= (inclusive ? 0 : 1))
            .Order(StringComparer.Ordinal);
    }

    // The offset of the first chunk that does not match; null: all do.
    private static async Task<long?> FindDamageAsync(ReplicaReader reader, Func<int, Task> pace)
    {
        var checksum = reader.Header.Checksum;
        var perRead = Math.Max(1, BufferSize / checksum.BytesPerChecksum) * checksum.BytesPerChecksum;
        var data = new byte[perRead];
        var sums = new byte[checksum.ChecksumLength(perRead)];
        for (var at = reader.Range.Start; at < reader.Range.End;)
        {
            var n = (int)Math.Min(perRead, reader.Range.End - at);
            if (FindMismatch(reader, data.AsSpan(0, n), sums.AsSpan(0, checksum.ChecksumLength(n)), at))
            {
                return at;
            }

            at += n;
            await pace(n).ConfigureAwait(false);
        }

        return null;
    }

    private static bool FindMismatch(ReplicaReader reader, Span<byte> data, Span<byte> sums, long at)
    {
        if (ChecksumFile.ReadFully(reader.Data, data, at) < data.Length
            || ChecksumFile.ReadFully(reader.Meta!, sums, reader.Header.ChecksumOffset(at)) < sums.Length)
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
