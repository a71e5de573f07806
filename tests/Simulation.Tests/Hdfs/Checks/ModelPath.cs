namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>A path looked up in a model.</summary>
internal sealed class ModelPath
{
    private readonly List<ModelInode> _existing;

    public ModelPath(TreeModel tree, string path)
    {
        Names = path.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        _existing = [tree.Root];
        Walk();
    }

    /// <summary>Components without the root.</summary>
    public List<string> Names { get; }

    public bool IsRoot => Names.Count == 0;

    /// <summary>What the whole path names; null: nothing.</summary>
    public ModelInode? Last => _existing.Count == Names.Count + 1 ? _existing[^1] : null;

    /// <summary>What is above the last component; null: nothing is there, or the path is the root.</summary>
    public ModelInode? Parent => !IsRoot && _existing.Count >= Names.Count ? _existing[Names.Count - 1] : null;

    public ModelInode LastExisting => _existing[^1];

    /// <summary>Components that are not there, the first of them right below <see cref="LastExisting"/>.</summary>
    public IReadOnlyList<string> Missing => Names.GetRange(_existing.Count - 1, Names.Count + 1 - _existing.Count);

    /// <summary>A file stands where a directory should be.</summary>
    public bool GoesThroughFile
    {
        get
        {
            for (var i = 0; i < Math.Min(_existing.Count, Names.Count); i++)
            {
                if (!_existing[i].IsDirectory)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public bool IsSameAs(ModelPath other) => Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public bool IsAbove(ModelPath other) =>
        other.Names.Count > Names.Count && Names.SequenceEqual(other.Names.Take(Names.Count), StringComparer.Ordinal);

    public void Add(string name)
    {
        Names.Add(name);
        Walk();
    }

    private void Walk()
    {
        while (_existing.Count <= Names.Count
            && _existing[^1].IsDirectory
            && _existing[^1].Children.TryGetValue(Names[_existing.Count - 1], out var next))
        {
            _existing.Add(next);
        }
    }
}
