using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>
/// A disk in memory that keeps the letter of <see cref="IDisk"/> and no more: at a power failure each unsynced sector, length and name is
/// there or not, as chance will. It also fails, fills up, rots, and kills its process inside a call, when the scenario says so.
/// </summary>
public sealed partial class SimDisk : IDisk
{
    private readonly Dictionary<string, SimDirectory> _directories = new(StringComparer.Ordinal) { ["/"] = new SimDirectory() };
    private readonly Dictionary<string, string> _locks = new(StringComparer.Ordinal);
    private readonly SeededRandom _random;
    private readonly SimulationReport _report;
    private readonly int _sectorBytes;
    private readonly bool _fillsPartly;
    private long _callsUntilCrash = -1;
    private int _renamesUntilCrash = -1;
    private (Func<string, long, bool>? Which, int Left) _writesUntilCrash;
    private bool _crashLosesPower;
    private bool _dead;
    private (long Calls, long Times, DiskFault Kind) _failing = (-1, 0, DiskFault.Other);

    internal SimDisk(WorldOptions options, SeededRandom random, SimulationReport report)
    {
        _random = random;
        _report = report;
        _sectorBytes = options.SectorBytes;
        _fillsPartly = options.FillsPartly;
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
        from directory in _directories.OrderBy(static d => d.Key, StringComparer.Ordinal)
        from name in directory.Value.Names
        select directory.Key.TrimEnd('/') + "/" + name;

    /// <summary>Files that this life of the process has open.</summary>
    public int OpenFiles { get; internal set; }

    internal int Epoch { get; private set; }

    /// <summary>Its process died inside a call, and has not ended yet.</summary>
    internal bool IsDead => _dead;

    /// <summary>All bytes of a file, for the scenario to look at without a call.</summary>
    public byte[] Peek(string path)
    {
        var content = Locate(path).Directory.Find(Leaf(path))!;
        var bytes = new byte[content.Length];
        content.Read(0, bytes);
        return bytes;
    }

    /// <summary>Takes all out of a directory, medium and cache alike: another disk is there from now on.</summary>
    public void Wipe(string directory)
    {
        var below = directory + "/";
        foreach (var path in _directories.Keys.Where(d => d == directory || d.StartsWith(below, StringComparison.Ordinal)).ToList())
        {
            var names = _directories[path];
            foreach (var name in names.Names)
            {
                Use(-names.Find(name)!.Length);
            }

            _directories.Remove(path);
            if (path == directory)
            {
                _directories.Add(path, new SimDirectory());
            }
        }
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
        var subdirectories = _directories.Keys.Where(
            d => d.Length > below.Length && d.StartsWith(below, StringComparison.Ordinal) && !d.AsSpan(below.Length).Contains('/'));
        return [.. names.Names.Concat(subdirectories.Select(d => d[below.Length..])).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<DiskEntry> Entries(string directory) =>
        [.. List(directory).Select(n => FileLength(directory.TrimEnd('/') + "/" + n) is { } length
            ? new DiskEntry(n, false, length)
            : new DiskEntry(n, true, 0))];

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        CountRename();
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

    /// <summary>How many bytes of a write get there though there is not room for all.</summary>
    internal int Fitting(int bytes, long growth) =>
        growth <= 0 || Used + growth <= Capacity ? bytes : _fillsPartly ? (int)Math.Clamp(bytes - (Used + growth - Capacity), 0, bytes) : 0;

    internal void Grow(long bytes, string path)
    {
        if (bytes > 0 && Used + bytes > Capacity)
        {
            _report.Add(Fault.DiskFull, 1);
            throw DiskException.OfChange(DiskFault.Full, path, $"No space left on the disk of {path}.", null);
        }

        Use(bytes);
    }

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
