using Hathi.Base;

namespace Hathi.Simulation.Tests.Simulator;

/// <summary>
/// A disk in memory that keeps the letter of <see cref="IDisk"/> and no more: at a power failure each unsynced sector, length and name is
/// there or not, as chance will. It also fails, fills up, rots, and kills its process inside a call, when the scenario says so.
/// </summary>
public sealed class SimDisk : IDisk
{
    private readonly Dictionary<string, SimDirectory> _directories = new(StringComparer.Ordinal) { ["/"] = new SimDirectory() };
    private readonly Dictionary<string, string> _locks = new(StringComparer.Ordinal);
    private readonly SeededRandom _random;
    private readonly SimulationReport _report;
    private readonly int _sectorBytes;
    private long _callsUntilCrash = -1;
    private bool _crashLosesPower;
    private bool _dead;
    private (long Calls, long Times, DiskFault Kind) _failing = (-1, 0, DiskFault.Other);

    internal SimDisk(WorldOptions options, SeededRandom random, SimulationReport report)
    {
        _random = random;
        _report = report;
        _sectorBytes = options.SectorBytes;
        Capacity = options.DiskBytes;
    }

    /// <summary>How likely calls fail.</summary>
    public DiskFaults Faults { get; } = new();

    /// <summary>Bytes that fit on it; may be set below what is used.</summary>
    public long Capacity { get; set; }

    /// <summary>Bytes in its files.</summary>
    public long Used { get; private set; }

    /// <summary>Calls so far; for choosing where to crash.</summary>
    public long Calls { get; private set; }

    /// <summary>The paths of its files, for the scenario to look at without a call.</summary>
    public IEnumerable<string> Files =>
        from directory in _directories
        orderby directory.Key
        from name in directory.Value.Names
        select directory.Key.TrimEnd('/') + "/" + name;

    /// <summary>Files that this life of the process has open.</summary>
    public int OpenFiles { get; internal set; }

    internal int Epoch { get; private set; }

    /// <summary>All bytes of a file, for the scenario to look at without a call.</summary>
    public byte[] Peek(string path)
    {
        var content = Locate(path).Directory.Find(Leaf(path))!;
        var bytes = new byte[content.Length];
        content.Read(0, bytes);
        return bytes;
    }

    /// <summary>Takes all files out of a directory, medium and cache alike: another disk is there from now on.</summary>
    public void Wipe(string directory)
    {
        if (_directories.ContainsKey(directory))
        {
            foreach (var name in _directories[directory].Names)
            {
                Use(-_directories[directory].Find(name)!.Length);
            }

            _directories[directory] = new SimDirectory();
        }
    }

    /// <summary>The process dies inside the call after <paramref name="calls"/> more: half of what that call does is done.</summary>
    /// <param name="calls">0: at the next.</param>
    /// <param name="losesPower">The machine goes with it.</param>
    public void CrashAfterCalls(int calls, bool losesPower)
    {
        _callsUntilCrash = calls;
        _crashLosesPower = losesPower;
    }

    /// <summary>Calls fail, after <paramref name="calls"/> more that do not; a write has then done a part of what it should.</summary>
    /// <param name="calls">0: from the next.</param>
    /// <param name="times">How many fail.</param>
    /// <param name="kind">With what.</param>
    public void FailAfterCalls(long calls, long times, DiskFault kind) => _failing = (calls, times, kind);

    /// <summary>Forgets <see cref="CrashAfterCalls"/>.</summary>
    public void DoNotCrash() => _callsUntilCrash = -1;

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

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpen mode)
    {
        var (directory, name) = Locate(path);
        var content = directory.Find(name);
        if (mode == DiskOpen.Read)
        {
            Reading(path);
        }
        else
        {
            Changing(path);
        }

        switch (mode)
        {
            case DiskOpen.CreateNew when content is not null:
                throw DiskException.OfChange(DiskFault.Other, path, $"{path} exists.", null);
            case DiskOpen.Read or DiskOpen.ReadWrite when content is null:
                throw DiskException.OfRead(DiskFault.Gone, path, $"There is no file {path}.", null);
            case DiskOpen.CreateOrEmpty when content is not null:
                Use(-content.Length);
                content.SetLength(0);
                break;
        }

        if (content is null)
        {
            content = new SimContent(_sectorBytes);
            directory.Link(name, content);
        }

        return new SimFile(this, content, path, mode != DiskOpen.Read);
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => _directories.TryGetValue(Parent(path), out var d) && d.Find(Leaf(path)) is not null;

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => _directories.ContainsKey(path);

    /// <inheritdoc/>
    public long? FileLength(string path) => _directories.TryGetValue(Parent(path), out var d) ? d.Find(Leaf(path))?.Length : null;

    /// <inheritdoc/>
    public bool CreatePrivateDirectory(string path)
    {
        CreateDirectory(path);
        return true;
    }

    /// <inheritdoc/>
    public DiskSpace Space(string directory) => new(Capacity, Capacity - Used, Math.Max(0, Capacity - Used));

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        if (!_directories.ContainsKey(path))
        {
            CreateDirectory(Parent(path));
            Changing(path);
            _directories.Add(path, new SimDirectory());
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        Reading(directory);
        if (!_directories.TryGetValue(directory, out var names))
        {
            throw DiskException.OfRead(DiskFault.Gone, directory, $"There is no directory {directory}.", null);
        }

        var below = directory.TrimEnd('/') + "/";
        var subdirectories = _directories.Keys.Where(d => d.Length > below.Length && d.StartsWith(below, StringComparison.Ordinal) && !d.AsSpan(below.Length).Contains('/'));
        return [.. names.Names.Concat(subdirectories.Select(d => d[below.Length..])).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<DiskEntry> Entries(string directory) =>
        [.. List(directory).Select(n => FileLength(directory.TrimEnd('/') + "/" + n) is { } length ? new DiskEntry(n, false, length) : new DiskEntry(n, true, 0))];

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        Changing(from);
        var (source, sourceName) = Locate(from);
        var (target, targetName) = Locate(to);
        _ = source.Find(sourceName) ?? throw DiskException.OfChange(DiskFault.Gone, from, $"There is no file {from}.", null);
        Use(-(target.Find(targetName)?.Length ?? 0));
        if (ReferenceEquals(source, target))
        {
            source.Rename(sourceName, targetName);
            return;
        }

        source.MoveTo(target, sourceName, targetName);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        Changing(path);
        var (directory, name) = Locate(path);
        if (directory.Find(name) is { } content)
        {
            Use(-content.Length);
            directory.Unlink(name);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        Changing(path);
        if (!_directories.TryGetValue(path, out var names))
        {
            throw DiskException.OfChange(DiskFault.Gone, path, $"There is no directory {path}.", null);
        }

        names.Sync();
    }

    /// <inheritdoc/>
    public IDisposable Lock(string path, string holder)
    {
        using (Open(path, FileExists(path) ? DiskOpen.ReadWrite : DiskOpen.CreateNew))
        {
            return _locks.TryAdd(path, holder)
                ? new Held(this, path, Epoch)
                : throw new DiskLockedException(path, _locks[path], null);
        }
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
                content.LosePower(_random, _report);
                Used += content.Length;
            }
        }
    }

    /// <summary>What the process held is free, and its open files are no longer good.</summary>
    internal void ReleaseHandles()
    {
        _locks.Clear();
        Epoch++;
        OpenFiles = 0;
        _dead = false;
        _callsUntilCrash = -1;
    }

    internal bool TakeCrashLosesPower() => _crashLosesPower;

    internal void Reading(string path)
    {
        CountCall();
        if (IsFailing())
        {
            throw DiskException.OfRead(_failing.Kind, path, $"{_failing.Kind} while reading {path}.", null);
        }

        if (Faults.Read > 0 && _random.Chance(Faults.Read))
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

        if (Faults.Write > 0 && _random.Chance(Faults.Write))
        {
            _report.Add(Fault.WriteError, 1);
            throw DiskException.OfChange(DiskFault.Medium, path, $"Input/output error while writing {path}.", null);
        }
    }

    /// <summary>Counts a write; when the process dies inside it, says how much of it happens first.</summary>
    internal int WriteCall(string path, int bytes)
    {
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

        if (Faults.Sync > 0 && _random.Chance(Faults.Sync))
        {
            _report.Add(Fault.SyncError, 1);
            return true;
        }

        return false;
    }

    internal void Grow(long bytes, string path)
    {
        if (bytes > 0 && Used + bytes > Capacity)
        {
            _report.Add(Fault.DiskFull, 1);
            throw DiskException.OfChange(DiskFault.Full, path, $"No space left on the disk of {path}.", null);
        }

        Use(bytes);
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

    private DiskException Failure(string path) => DiskException.OfChange(_failing.Kind, path, $"{_failing.Kind} while writing {path}.", null);

    private void Use(long bytes) => Used += bytes;

    private (SimDirectory Directory, string Name) Locate(string path) =>
        _directories.TryGetValue(Parent(path), out var directory)
            ? (directory, Leaf(path))
            : throw DiskException.OfRead(DiskFault.Gone, path, $"There is no directory {Parent(path)} for {path}.", null);

    private static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? throw new ArgumentException($"{path} is not absolute.", nameof(path)) : slash == 0 ? "/" : path[..slash];
    }

    private static string Leaf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private sealed class Held(SimDisk disk, string path, int epoch) : IDisposable
    {
        public void Dispose()
        {
            if (disk.Epoch == epoch)
            {
                disk._locks.Remove(path);
            }
        }
    }
}
