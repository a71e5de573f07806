namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>Which rack a host or address is on, from the table the shell gave (net.topology.table.file.name).</summary>
internal sealed class RackResolver
{
    private readonly Dictionary<string, string> _racks = new(StringComparer.OrdinalIgnoreCase);

    public RackResolver(IReadOnlyDictionary<string, string> table)
    {
        foreach (var (host, rack) in table)
        {
            _racks[host] = Rack.Normalize(rack);
        }
    }

    public string Resolve(string address) => _racks.TryGetValue(address, out var rack) ? rack : Rack.Default;

    public string Resolve(string address, string hostName) =>
        _racks.TryGetValue(address, out var rack) || _racks.TryGetValue(hostName, out rack) ? rack : Rack.Default;
}
