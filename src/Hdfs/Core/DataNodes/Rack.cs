namespace Hathi.Hdfs.Core.DataNodes;

/// <summary>A network location and the live DataNodes at it.</summary>
internal sealed class Rack(string name)
{
    public const string Default = "/default-rack";

    private readonly string[] _path = name.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string Name { get; } = name;

    public List<DataNodeDescriptor> Nodes { get; } = [];

    /// <summary>Steps between two nodes on different racks, up to where their paths meet and down again; 2 for two nodes of one rack.</summary>
    public int DistanceTo(Rack other)
    {
        var common = 0;
        while (common < _path.Length && common < other._path.Length && string.Equals(_path[common], other._path[common], StringComparison.Ordinal))
        {
            common++;
        }

        return _path.Length - common + other._path.Length - common + 2;
    }

    /// <summary>With one slash in front and none behind; empty becomes the default rack.</summary>
    public static string Normalize(string? location)
    {
        var trimmed = (location ?? "").Trim().Trim('/');
        return trimmed.Length == 0 ? Default : "/" + trimmed;
    }
}
