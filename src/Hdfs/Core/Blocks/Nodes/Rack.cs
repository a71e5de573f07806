namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>A network location and the live DataNodes at it.</summary>
internal sealed class Rack(string name)
{
    public const string Default = "/default-rack";

    private readonly string[] _path = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
    private ulong _placement;
    private int _chosen;

    public string Name { get; } = name;

    public List<DataNodeDescriptor> Nodes { get; } = [];

    /// <summary>Scratch of whoever counts replicas by rack; means nothing after that.</summary>
    public int Scratch { get; set; }

    /// <summary>Nodes of this rack that a placement has chosen.</summary>
    /// <param name="placement">Its number.</param>
    public int ChosenIn(ulong placement) => _placement == placement ? _chosen : 0;

    /// <summary>A placement has chosen a node of this rack.</summary>
    public void Choose(ulong placement)
    {
        _chosen = ChosenIn(placement) + 1;
        _placement = placement;
    }

    /// <summary>
    /// Steps between two nodes on different racks, up to where their paths meet and down again; 2 for two nodes of one rack.
    /// </summary>
    public int DistanceTo(Rack other)
    {
        var common = 0;
        while (common < _path.Length
            && common < other._path.Length
            && string.Equals(_path[common], other._path[common], StringComparison.Ordinal))
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
