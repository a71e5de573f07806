using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Hathi.Node;

/// <summary>
/// The addresses that were found of hosts, for as long as the process lives: one that was known once stays known when the directory of
/// names fails, for machines keep their addresses better than directories answer. It grows by what an operator writes
/// into files. Any thread.
/// </summary>
/// <param name="lookUp">The addresses of a name.</param>
internal sealed class HostAddresses(Func<string, IPAddress[]> lookUp)
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _isDenied = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address of an entry, with its port where it names one; null: it was never found.</summary>
    public string? Of(string entry) => _known.GetValueOrDefault(entry);

    /// <summary>
    /// The directory of names answered, when the host was looked up last, that there is none of that name: it did not fail.
    /// </summary>
    public bool IsDenied(string entry) => _isDenied.GetValueOrDefault(HostNames.WithoutPort(entry));

    /// <summary>Looks up, and replaces what was known by what is found.</summary>
    /// <param name="entries">Hosts, with or without a port.</param>
    /// <exception cref="IOException">That is not possible now.</exception>
    public void LookUp(IReadOnlyList<string> entries)
    {
        var found = HostLookUps.All(entries, Ask);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } address)
            {
                _known[entries[i]] = address;
            }
        }
    }

    private IPAddress[] Ask(string host)
    {
        try
        {
            _isDenied[host] = false;
            return lookUp(host);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            _isDenied[host] = true;
            throw;
        }
    }
}
