using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>
/// The bytes of a simulated file as its machine sees them, and for each sector written since the last good sync what the medium holds.
/// Cutting a file counts as writing zeros where it was, which is more than a real one does to its medium.
/// A failed sync leaves its sectors behind: the machine believes they are clean, and only writing them again brings them to the medium.
/// </summary>
internal sealed class SimContent(int sectorBytes)
{
    private readonly Dictionary<long, Sector> _unsynced = [];
    private readonly List<long> _order = []; // so that the same seed meets the sectors in the same order
    private byte[] _bytes = [];
    private long _mediumLength;

    internal long Length { get; private set; }

    internal int Read(long offset, Span<byte> target)
    {
        var n = (int)Math.Clamp(Length - offset, 0, target.Length);
        if (n > 0)
        {
            _bytes.AsSpan((int)offset, n).CopyTo(target);
        }

        return n;
    }

    internal void Write(long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        var end = offset + data.Length;
        Reserve(end);
        Touch(offset, end);
        data.CopyTo(_bytes.AsSpan((int)offset));
        Length = Math.Max(Length, end);
    }

    internal void SetLength(long length)
    {
        if (length < Length)
        {
            Touch(length, Length);
            _bytes.AsSpan((int)length, (int)(Length - length)).Clear();
        }

        Reserve(length);
        Length = length;
    }

    internal void Sync()
    {
        _mediumLength = Length;
        var kept = 0;
        for (var i = 0; i < _order.Count; i++)
        {
            if (_unsynced[_order[i]].LeftBehind)
            {
                _order[kept++] = _order[i];
            }
            else
            {
                _unsynced.Remove(_order[i]);
            }
        }

        _order.RemoveRange(kept, _order.Count - kept);
    }

    internal void FailSync()
    {
        foreach (var sector in _order)
        {
            _unsynced[sector] = _unsynced[sector] with { LeftBehind = true };
        }
    }

    /// <summary>What is left after the power went: each unsynced sector, and the length, as it was or as it became.</summary>
    /// <param name="random">Chance.</param>
    /// <param name="report">Is told of it.</param>
    /// <param name="keepsNothing">All as it was.</param>
    internal void LosePower(SeededRandom random, SimulationReport report, bool keepsNothing)
    {
        var keep = keepsNothing ? 0.0 : random.Next(4) switch { 0 => 0.0, 1 => 1.0, _ => random.NextDouble() };
        var lost = 0;
        foreach (var sector in _order)
        {
            var state = _unsynced[sector];
            if (state.LeftBehind || !random.Chance(keep))
            {
                state.Medium.CopyTo(_bytes.AsSpan((int)(sector * sectorBytes)));
                lost++;
            }
        }

        report.Add(Fault.SectorLost, lost);
        _order.Clear();
        _unsynced.Clear();
        LoseLength(random, keep, report);
        _bytes.AsSpan((int)Length).Clear();
        _mediumLength = Length;
    }

    /// <summary>Turns one bit over, on the medium and in the cache.</summary>
    internal void Rot(long offset, int bit)
    {
        _bytes[offset] ^= (byte)(1 << bit);
        if (_unsynced.TryGetValue(offset / sectorBytes, out var sector))
        {
            sector.Medium[offset % sectorBytes] ^= (byte)(1 << bit);
        }
    }

    private void LoseLength(SeededRandom random, double keep, SimulationReport report)
    {
        if (_mediumLength == Length || random.Chance(keep))
        {
            return;
        }

        report.Add(Fault.LengthLost, 1);
        if (Length > _mediumLength)
        {
            Length = _mediumLength + ((long)random.Next((int)((Length - _mediumLength) / sectorBytes) + 1) * sectorBytes);
        }
        else
        {
            Length = _mediumLength;
        }
    }

    private void Touch(long from, long to)
    {
        for (var sector = from / sectorBytes; sector * sectorBytes < to; sector++)
        {
            if (!_unsynced.TryGetValue(sector, out var state))
            {
                _unsynced.Add(sector, new Sector(_bytes.AsSpan((int)(sector * sectorBytes), sectorBytes).ToArray(), false));
                _order.Add(sector);
            }
            else if (state.LeftBehind)
            {
                _unsynced[sector] = state with { LeftBehind = false };
            }
        }
    }

    private void Reserve(long length)
    {
        var whole = (length + sectorBytes - 1) / sectorBytes * sectorBytes;
        if (whole > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Max(whole, Math.Min(_bytes.Length * 2L, 1 << 30) / sectorBytes * sectorBytes));
        }
    }

    private readonly record struct Sector(byte[] Medium, bool LeftBehind);
}
