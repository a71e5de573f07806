using Hathi.Base;
using Hathi.Log;
using Hathi.Platform.Disk;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Tables;
using Hathi.Ring.Kit;
using Hathi.Ring.Storage.Records;

namespace Hathi.Ring.Storage.Tests;

/// <summary>The store on a real disk: what is answered is durable and can be seen, and what fails is told.</summary>
public sealed class StoreTests : IDisposable
{
    private static readonly TableShape s_third = new(Guid.Parse("00000000-0000-0000-0000-000000000003"), [], [], []);
    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-ring-").FullName;
    private readonly HeldDisk _disk = new(new RealDisk());
    private readonly ReadCommand _all = new();

    public StoreTests()
    {
        _all.Reset(RandomChanges.Wide);
        _all.Scan(long.MinValue, long.MaxValue);
        _all.WithStatic = true;
    }

    private StoreOptions Options { get; set; } = new()
    {
        Log = new DurableLogOptions { SegmentBytes = 64 << 10, AllocationBytes = 0, MaxRecordBytes = MutationLimits.MaxBytes + 1 },
    };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_was_written_is_there_and_after_a_restart_too()
    {
        var model = new ModelStore();
        model.SetTable(RandomChanges.Wide);
        model.SetTable(RandomChanges.Narrow);
        var random = new SeededRandom(1);
        for (var life = 0; life < 3; life++)
        {
            using var store = Open();
            Assert.Equal(Answers.Of(model, _all), Answers.Of(store, _all));
            for (var i = 0; i < 60; i++)
            {
                var record = RandomChanges.Mutation(random);
                model.Apply(record);
                await store.ApplyAsync(record);
                if (i % 10 == 0)
                {
                    Assert.Equal(Answers.Of(model, _all), Answers.Of(store, _all));
                }
            }

            Assert.Equal(Answers.Of(model, _all), Answers.Of(store, _all));
        }
    }

    [Fact]
    public async Task Nothing_is_seen_or_answered_before_it_is_durable()
    {
        using var store = Open();
        await store.ApplyAsync(Row(1, 1));
        _disk.Hold();
        var writes = new List<Task> { store.ApplyAsync(Row(2, 2)).AsTask() };
        _disk.UntilHeld();
        writes.Add(store.ApplyAsync(Row(3, 3)).AsTask());
        Assert.DoesNotContain(writes, static w => w.IsCompleted);
        Assert.Single(Answers.Of(store, _all));
        _disk.LetGo();
        await Task.WhenAll(writes);
        Assert.Equal(3, Answers.Of(store, _all).Count);
    }

    [Fact]
    public async Task A_disk_that_fails_refuses_writes_and_serves_reads_until_a_restart()
    {
        using (var store = Open())
        {
            await store.ApplyAsync(Row(1, 1));
            _disk.Fails = true;
            var fault = await Assert.ThrowsAnyAsync<EnvironmentException>(async () => await store.ApplyAsync(Row(2, 2)));
            Assert.Contains("free some space", fault.Message, StringComparison.Ordinal);
            var later = await Assert.ThrowsAnyAsync<EnvironmentException>(async () => await store.ApplyAsync(Row(3, 3)));
            Assert.Contains("free some space", later.Message, StringComparison.Ordinal);
            Assert.NotNull(store.Failure);
            Assert.Single(Answers.Of(store, _all));
        }

        _disk.Fails = false;
        using var again = Open();
        Assert.InRange(Answers.Of(again, _all).Count, 1, 2);
        await again.ApplyAsync(Row(4, 4));
    }

    [Fact]
    public async Task What_waits_for_the_disk_has_a_limit()
    {
        Options = Options with { MaxWaitingBytes = 3 * Row(1, 1).Length };
        using var store = Open();
        _disk.Hold();
        var first = store.ApplyAsync(Row(1, 1)).AsTask();
        var second = store.ApplyAsync(Row(2, 2)).AsTask();
        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await store.ApplyAsync(Row(3, 3)));
        Assert.Contains("waits", refused.Message, StringComparison.Ordinal);
        _disk.LetGo();
        await Task.WhenAll(first, second);
        await store.ApplyAsync(Row(3, 3));
        Assert.Equal(3, Answers.Of(store, _all).Count);
    }

    [Fact]
    public async Task Memory_has_a_limit()
    {
        Options = Options with { MemoryBytes = 256 << 10 };
        using var store = Open();
        var refused = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            for (var i = 0; ; i++)
            {
                await store.ApplyAsync(Row(i, 1));
            }
        });
        Assert.Contains("ring.memory", refused.Message, StringComparison.Ordinal);
        Assert.InRange(store.MemoryBytes, 255 << 10, 1 << 20);
        Assert.NotEmpty(Answers.Of(store, _all));
        await store.TruncateAsync(RandomChanges.Wide.Id);
        Assert.Equal(0, store.MemoryBytes);
        await store.ApplyAsync(Row(1, 1));
        Assert.Single(Answers.Of(store, _all));
    }

    [Fact]
    public async Task Tables_come_are_emptied_and_go()
    {
        using (var store = Open())
        {
            await store.ApplyAsync(Row(1, 1));
            await store.TruncateAsync(RandomChanges.Wide.Id);
            Assert.Empty(Answers.Of(store, _all));
            await store.ApplyAsync(Row(2, 2));
        }

        using (var store = Open())
        {
            Assert.Single(Answers.Of(store, _all));
            store.DropTable(RandomChanges.Wide.Id);
            Assert.Empty(Answers.Of(store, _all));
            var refused = await Assert.ThrowsAsync<NoTableException>(async () => await store.ApplyAsync(Row(3, 3)));
            Assert.Contains(RandomChanges.Wide.Id.ToString(), refused.Message, StringComparison.Ordinal);
            await store.ApplyAsync(Row(3, 3, RandomChanges.Narrow.Id));
            store.SetTable(s_third);
            await store.ApplyAsync(Row(4, 4, s_third.Id));
        }

        using (var store = Open(withTables: false))
        {
            Assert.Empty(Answers.Of(store, _all));
            store.DropUnknown(); // nothing is known, and nothing goes
        }

        _all.Reset(s_third);
        _all.Scan(long.MinValue, long.MaxValue);
        using (var store = Open(withTables: false))
        {
            store.SetTable(s_third);
            store.DropUnknown();
        }

        using (var store = Open())
        {
            Assert.Single(Answers.Of(store, _all));
            _all.Reset(RandomChanges.Narrow);
            _all.Scan(long.MinValue, long.MaxValue);
            Assert.Empty(Answers.Of(store, _all));
        }
    }

    /// <summary>Segments go when all that they hold was emptied or dropped; the newest one stays.</summary>
    [Fact]
    public async Task The_log_drops_what_no_table_needs()
    {
        Options = Options with { Log = Options.Log with { SegmentBytes = 500 } };
        using (var store = Open())
        {
            for (var i = 0; i < 40; i++)
            {
                await store.ApplyAsync(Row(i, i, (i % 2 == 0 ? RandomChanges.Wide : RandomChanges.Narrow).Id));
            }

            await store.TruncateAsync(RandomChanges.Wide.Id);
        }

        Assert.True(Segments() > 5, $"{Segments()} segments");
        using (var store = Open())
        {
            await store.TruncateAsync(RandomChanges.Narrow.Id);
            await store.ApplyAsync(Row(1, 1));
            await store.TruncateAsync(RandomChanges.Narrow.Id);
        }

        Assert.InRange(Segments(), 1, 2);
        using var again = Open();
        Assert.Single(Answers.Of(again, _all));
    }

    [Fact]
    public async Task A_cursor_goes_on_over_what_is_emptied_meanwhile()
    {
        using var store = Open();
        await store.ApplyAsync(Row(1, 1));
        await store.ApplyAsync(Row(2, 2));
        using (var cursor = store.Read(_all))
        {
            Assert.True(cursor.MoveNext());
            await store.TruncateAsync(RandomChanges.Wide.Id);
            Assert.Equal(1, cursor.Key[0]);
            Assert.True(cursor.MoveNext());
            Assert.True(store.MemoryBytes > 0);
        }

        Assert.Equal(0, store.MemoryBytes);
    }

    [Fact]
    public void A_record_that_cannot_be_read_keeps_it_from_starting()
    {
        using (Open())
        {
        }

        using (var log = DurableLog.Open(_disk, _directory, Options.Log))
        {
            log.Append([(byte)StoreRecordKind.Mutation, .. Row(1, 1)]);
            log.Append([(byte)StoreRecordKind.Mutation, 1, 9, 9]);
            log.Flush();
        }

        var fault = Assert.Throws<LogRecordException>(() => Open());
        Assert.Equal(2, fault.Index);
        Assert.Contains(_directory, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A record of several partitions is seen whole or not at all, and later ones never before earlier ones.</summary>
    [Fact]
    public async Task Readers_beside_the_writer_see_whole_records()
    {
        const int Records = 600;
        Options = Options with { Log = Options.Log with { SegmentBytes = 64 << 20 } };
        using var store = Open();
        await store.ApplyAsync(Both(0));
        using var isDone = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var (command, last, reads) = (new ReadCommand(), -1, 0);
            command.Reset(RandomChanges.Wide);
            command.Scan(long.MinValue, long.MaxValue);
            while (!isDone.IsCancellationRequested)
            {
                using var cursor = store.Read(command);
                var (newest, rows) = (-1, 0);
                while (cursor.MoveNext())
                {
                    var row = new RowReader(cursor.Row);
                    Assert.True(row.MoveNext());
                    var value = BitConverter.ToInt32(row.Cell.Value);
                    newest = rows++ == 0 ? value : newest;
                    Assert.Equal(newest, value);
                }

                Assert.True(rows > 0 && newest >= last, $"{rows} rows of {newest} behind {last}");
                last = newest;
                reads++;
            }

            return reads;
        })).ToList();
        for (var i = 1; i <= Records; i += 3)
        {
            await Task.WhenAll(store.ApplyAsync(Both(i)).AsTask(), store.ApplyAsync(Both(i + 1)).AsTask());
        }

        await isDone.CancelAsync();
        Assert.All(await Task.WhenAll(readers), static reads => Assert.True(reads > 0));
    }

    [Fact]
    public async Task A_read_makes_nothing()
    {
        using var store = Open();
        for (var i = 0; i < 100; i++)
        {
            await store.ApplyAsync(Row(i, i % 7));
        }

        var keys = Enumerable.Range(0, 100).Select(Key).ToArray();
        var (command, rows, before) = (new ReadCommand(), 0, 0L);
        for (var i = 0; i < 2_000; i++)
        {
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            command.Reset(RandomChanges.Wide);
            command.AddKey(i % 100, keys[i % 100]);
            using var cursor = store.Read(command);
            while (cursor.MoveNext())
            {
                rows++;
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2_000, rows);
    }

    /// <summary>Persisted: what a record is in the log.</summary>
    [Fact]
    [GoldenBytes(typeof(StoreRecord), 1)]
    public void Records_stay_as_they_are()
    {
        var buffer = new DataBuffer();
        StoreRecord.Write(buffer, [1, 2]);
        Assert.Equal("010102", Convert.ToHexString(buffer.Written));
        buffer.Clear();
        StoreRecord.Write(buffer, StoreRecordKind.Truncate, RandomChanges.Wide.Id);
        Assert.Equal("0200000000000000000000000000000001", Convert.ToHexString(buffer.Written));
        buffer.Clear();
        StoreRecord.Write(buffer, StoreRecordKind.Drop, RandomChanges.Narrow.Id);
        Assert.Equal("0300000000000000000000000000000002", Convert.ToHexString(buffer.Written));
        Assert.Equal(RandomChanges.Narrow.Id, StoreRecord.Read(buffer.Written).Table);
    }

    [Fact]
    [Fuzzes(typeof(StoreRecord))]
    public void Damaged_records_are_refused() => new Fuzz
    {
        Of = "records",
        Good = [[1, .. Row(1, 1)], [2, .. new byte[16]], [3, .. new byte[16]]],
        Decode = static b => StoreRecord.Read(b),
        Refusals = [typeof(RingDataException)],
    }.Run();

    private RingStore Open(bool withTables = true)
    {
        var store = RingStore.Open(_disk, _directory, Options);
        if (withTables)
        {
            store.SetTable(RandomChanges.Wide);
            store.SetTable(RandomChanges.Narrow);
        }

        return store;
    }

    private int Segments() => Directory.GetFiles(_directory, "*.log").Length;

    private static byte[] Key(int number) => BitConverter.GetBytes(number);

    private static byte[] Row(int key, int timestamp, Guid? table = null)
    {
        var writer = new MutationWriter();
        writer.BeginPartition(table ?? RandomChanges.Wide.Id, key, Key(key));
        Put(writer, 0, timestamp, timestamp);
        return writer.Record.ToArray();
    }

    private static byte[] Both(int value)
    {
        var writer = new MutationWriter();
        for (var partition = 0; partition < 3; partition++)
        {
            writer.BeginPartition(RandomChanges.Wide.Id, partition, [1]);
            Put(writer, 1, value, value);
            Put(writer, 2, value, value);
        }

        return writer.Record.ToArray();
    }

    private static void Put(MutationWriter writer, int place, long timestamp, int value)
    {
        var bytes = BitConverter.GetBytes(value);
        writer.BeginRow(RandomChanges.Clustering(place));
        var row = new RowWriter(writer.Buffer, new Liveness(timestamp, 0, 0), Deletion.None);
        row.Value(1, timestamp, 0, 0, bytes);
        writer.EndRow();
    }
}
