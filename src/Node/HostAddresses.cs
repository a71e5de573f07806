using System.Collections.Concurrent;
using System.Net;

namespace Hathi.Node;

/// <summary>
/// The addresses that were found of hosts, for as long as the process lives: one that was known once stays known when the directory of names fails, for machines keep
/// their addresses better than directories answer. It grows by what an operator writes into files. Any thread.
/// </summary>
/// <param name="lookUp">The addresses of a name.</param>
internal sealed class HostAddresses(Func<string, IPAddress[]> lookUp)
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address of an entry, with its port where it names one; null: it was never found.</summary>
    public string? Of(string entry) => _known.GetValueOrDefault(entry);

    /// <summary>Looks up, and replaces what was known by what is found.</summary>
    /// <param name="entries">Hosts, with or without a port.</param>
    /// <exception cref="IOException">That is not possible now.</exception>
    public void LookUp(IReadOnlyList<string> entries)
    {
        var found = HostLookUps.All(entries, lookUp);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } address)
            {
                _known[entries[i]] = address;
            }
        }
    }
}
