using System.Buffers.Binary;
using Hathi.Log;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Log;

/// <summary>
/// What the log must hold, kept outside of it: each record's checksum in a chain, and how far it was acknowledged. It
/// shares no code with the log.
/// </summary>
internal sealed class LogModel(World world)
{
    private const ulong Start = 14695981039346656037;
    private readonly List<ulong> _chain = [Start];

    internal World World => world;

    /// <summary>The newest record that somebody was told is durable.</summary>
    internal long Acknowledged { get; private set; }

    /// <summary>
    /// What was acknowledged when the newest batch was written: rot up to here can be told from a torn tail, and must be.
    /// </summary>
    private long _proven;

    /// <summary>Where the scenario turned a bit over; then damage may be found, and is no failure.</summary>
    internal (string Path, long Offset)? Rotten { get; set; }

    /// <summary>Whether the rot was found and said.</summary>
    internal bool RotReported { get; private set; }

    internal long Appends { get; private set; }

    internal long Recoveries { get; private set; }

    internal ulong Appended(long index, ReadOnlySpan<byte> payload)
    {
        world.Check(index == _chain.Count, $"record {_chain.Count} was given the index {index}");
        _chain.Add(Next(_chain[^1], payload));
        Appends++;
        return _chain[^1];
    }

    internal void Acknowledge(long index)
    {
        world.Check(
            index >= Acknowledged && index < _chain.Count, $"durable index {index} after {Acknowledged}, with {_chain.Count - 1} appended");
        _proven = index > Acknowledged ? Acknowledged : _proven;
        Acknowledged = index;
    }

    internal void DiskFailed() => world.Report.Add("failed disks", 1);

    internal void CorruptionReported(LogCorruptException e)
    {
        world.Check(Rotten is not null, $"damage where there is none: {e.Message}");
        world.Report.Add("rot reported", 1);
        RotReported = true;
    }

    internal void WriteState(Stream stream, long index, ulong chain)
    {
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, index);
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], chain);
        stream.Write(head);
        stream.Write(new byte[world.Random.Next(3000)]);
        world.Report.Add("snapshots", 1);
    }

    /// <summary>Everything acknowledged is there, in order, nothing invented; what was not acknowledged may be cut from the end.</summary>
    internal ulong CheckRecovered(DurableLog log)
    {
        Recoveries++;
        world.Note("opened", "log", $"{log.FirstIndex} … {log.LastIndex}, cut {log.TailCut}; {string.Join(" ", world.Disk("log").Files)}");
        world.Report.Add("recoveries", 1);
        world.Report.Add("torn tails", log.TailCut is null ? 0 : 1);
        var (index, chain) = ReadSnapshot(log);
        log.ReadFrom(index + 1, (at, payload) =>
        {
            world.Check(at == index + 1, $"record {at} follows {index}");
            chain = Next(chain, payload);
            index = at;
            world.Check(at < _chain.Count && _chain[(int)at] == chain, $"record {at} is not what was appended");
        });
        world.Check(
            index == log.LastIndex && index == log.DurableIndex,
            $"read up to {index}, the log says {log.LastIndex} and {log.DurableIndex}");
        if (index < Acknowledged)
        {
            var rotInTail = Rotten is { } rot && log.TailCut is { } cut && cut.File == rot.Path && cut.Offset <= rot.Offset;
            world.Check(
                rotInTail && index >= _proven, $"records {index + 1} … {Acknowledged} were acknowledged, {_proven} proven, and are gone");
            world.Report.Add("rot in the newest batch", 1);
            RotReported = true;
        }

        _proven = index > Acknowledged ? Acknowledged : Math.Min(_proven, index);
        Acknowledged = index;
        _chain.RemoveRange((int)index + 1, _chain.Count - (int)index - 1);
        return chain;
    }

    private (long Index, ulong Chain) ReadSnapshot(DurableLog log)
    {
        LogCorruptException? damage = null;
        foreach (var snapshot in log.Snapshots)
        {
            try
            {
                using var stream = snapshot.OpenRead();
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                var index = BinaryPrimitives.ReadInt64LittleEndian(copy.GetBuffer());
                var chain = BinaryPrimitives.ReadUInt64LittleEndian(copy.GetBuffer().AsSpan(8));
                world.Check(
                    index == snapshot.Index && index < _chain.Count && chain == _chain[(int)index],
                    $"the snapshot of {snapshot.Index} holds another state");
                return (index, chain);
            }
            catch (LogCorruptException e)
            {
                damage = e;
                CorruptionReported(e);
            }
        }

        return damage is null || log.FirstIndex == 1 ? (0, Start) : throw damage;
    }

    private static ulong Next(ulong chain, ReadOnlySpan<byte> payload)
    {
        foreach (var b in payload)
        {
            chain = (chain ^ b) * 1099511628211;
        }

        return (chain ^ (ulong)payload.Length) * 1099511628211;
    }
}
