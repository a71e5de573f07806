using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>Where it fails, rots, dies and loses power.</summary>
public sealed partial class SimDisk
{
    /// <summary>The process dies inside the call after <paramref name="calls"/> more: half of what that call does is done.</summary>
    /// <param name="calls">0: at the next.</param>
    /// <param name="losesPower">The machine goes with it.</param>
    public void CrashAfterCalls(int calls, bool losesPower)
    {
        _callsUntilCrash = calls;
        _crashLosesPower = losesPower;
    }

    /// <summary>The process dies inside a rename, which is not done, after so many more.</summary>
    public void CrashAfterRenames(int renames) => _renamesUntilCrash = renames;

    /// <summary>The process dies inside a write, of which a part is done, after so many more.</summary>
    /// <param name="which">Those that count, by path and place.</param>
    /// <param name="writes">0: in the next.</param>
    public void CrashAfterWrites(Func<string, long, bool> which, int writes) => _writesUntilCrash = (which, writes);

    /// <summary>Calls fail, after <paramref name="calls"/> more that do not; a write has then done a part of what it should.</summary>
    /// <param name="calls">0: from the next.</param>
    /// <param name="times">How many fail.</param>
    /// <param name="kind">With what.</param>
    public void FailAfterCalls(long calls, long times, DiskFault kind) => _failing = (calls, times, kind);

    /// <summary>Forgets <see cref="CrashAfterCalls"/>, and those for renames and writes.</summary>
    public void DoNotCrash() => (_callsUntilCrash, _renamesUntilCrash, _writesUntilCrash) = (-1, -1, default);

    /// <summary>The next power failure takes all bytes that were not synced; else chance keeps some.</summary>
    internal bool KeepsNothing { get; set; }

    /// <summary>Turns over one bit of one file whose path passes the filter; on the medium, unseen by anybody.</summary>
    /// <returns>Where; null when there is no such byte.</returns>
    public (string Path, long Offset)? Rot(Func<string, bool> filter)
    {
        var candidates = new List<(string Path, SimContent Content)>();
        foreach (var (directory, names) in _directories.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            foreach (var name in names.Names)
            {
                var path = directory.TrimEnd('/') + "/" + name;
                if (filter(path) && names.Find(name) is { Length: > 0 } content)
                {
                    candidates.Add((path, content));
                }
            }
        }

        if (candidates.Count == 0)
        {
            return null;
        }

        var (chosen, bytes) = candidates[_random.Next(candidates.Count)];
        var offset = _random.Next((int)bytes.Length);
        bytes.Rot(offset, _random.Next(8));
        _report.Add(Fault.BitRot, 1);
        return (chosen, offset);
    }

    /// <summary>Turns over one bit of a byte of a file; on the medium, unseen by anybody.</summary>
    public void Rot(string path, long offset)
    {
        Locate(path).Directory.Find(Leaf(path))!.Rot(offset, _random.Next(8));
        _report.Add(Fault.BitRot, 1);
    }

    /// <summary>Power failure: see the class.</summary>
    internal void LosePower()
    {
        Used = 0;
        foreach (var (_, names) in _directories.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            names.LosePower(_random, _report);
            foreach (var name in names.Names)
            {
                var content = names.Find(name)!;
                content.LosePower(_random, _report, KeepsNothing);
                Used += content.Length;
            }
        }

        KeepsNothing = false;
    }

    /// <summary>What the process held is free, and its open files are no longer good.</summary>
    internal void ReleaseHandles()
    {
        _locks.Clear();
        Epoch++;
        OpenFiles = 0;
        _dead = false;
        DoNotCrash();
    }

    internal bool TakeCrashLosesPower() => _crashLosesPower;

    internal void Reading(string path)
    {
        CountCall();
        if (IsFailing())
        {
            throw DiskException.OfRead(_failing.Kind, path, $"{_failing.Kind} while reading {path}.", null);
        }

        if (IsDeadDisk(path) || (Faults.Read > 0 && _random.Chance(Faults.Read)))
        {
            _report.Add(Fault.ReadError, 1);
            throw DiskException.OfRead(DiskFault.Medium, path, $"Input/output error while reading {path}.", null);
        }
    }

    internal void ReadingBytes(string path)
    {
        Reading(path);
        if (path == Faults.Unreadable)
        {
            _report.Add(Fault.ReadError, 1);
            throw DiskException.OfRead(DiskFault.Medium, path, $"Input/output error while reading {path}.", null);
        }
    }

    internal void Changing(string path)
    {
        CountCall();
        if (IsFailing())
        {
            throw Failure(path);
        }

        if (IsDeadDisk(path) || (Faults.Write > 0 && _random.Chance(Faults.Write)))
        {
            _report.Add(Fault.WriteError, 1);
            throw DiskException.OfChange(DiskFault.Medium, path, $"Input/output error while writing {path}.", null);
        }
    }

    /// <summary>Counts a write; when the process dies inside it, says how much of it happens first.</summary>
    internal int WriteCall(string path, long offset, int bytes)
    {
        CountWrite(path, offset);
        if (_callsUntilCrash == 0 && !_dead)
        {
            return _random.Next(bytes + 1);
        }

        if (_failing is { Calls: 0, Times: > 0 })
        {
            return _random.Next(bytes);
        }

        Changing(path);
        return bytes;
    }

    /// <summary>The rest of a write of which <see cref="WriteCall"/> let only a part happen.</summary>
    internal void EndWrite(string path)
    {
        CountCall(); // this is where the process dies
        if (IsFailing())
        {
            throw Failure(path);
        }
    }

    internal bool SyncFails(string path)
    {
        CountCall();
        if (IsFailing())
        {
            return true;
        }

        if (IsDeadDisk(path) || (Faults.Sync > 0 && _random.Chance(Faults.Sync)))
        {
            _report.Add(Fault.SyncError, 1);
            return true;
        }

        return false;
    }

    private void CountRename()
    {
        if (_renamesUntilCrash >= 0 && _renamesUntilCrash-- == 0)
        {
            CrashAfterCalls(0, losesPower: false);
        }
    }

    private void CountWrite(string path, long offset)
    {
        var (which, left) = _writesUntilCrash;
        if (which?.Invoke(path, offset) != true)
        {
            return;
        }

        _writesUntilCrash = left == 0 ? default : (which, left - 1);
        if (left == 0)
        {
            CrashAfterCalls(0, losesPower: false);
        }
    }

    internal void CountCall()
    {
        if (_dead)
        {
            throw new SimulatedCrashException(); // What cleans up behind it no longer runs.
        }

        Calls++;
        if (_callsUntilCrash >= 0 && _callsUntilCrash-- == 0)
        {
            _dead = true;
            throw new SimulatedCrashException();
        }
    }

    private bool IsDeadDisk(string path) => Faults.Dead is { } dead
        && path.StartsWith(dead, StringComparison.Ordinal) && (path.Length == dead.Length || path[dead.Length] == '/');

    private bool IsFailing()
    {
        if (_failing.Times <= 0)
        {
            return false;
        }

        if (_failing.Calls > 0)
        {
            _failing.Calls--;
            return false;
        }

        _failing.Times--;
        return true;
    }

    private DiskException Failure(string path) =>
        DiskException.OfChange(_failing.Kind, path, $"{_failing.Kind} while writing {path}.", null);
}
