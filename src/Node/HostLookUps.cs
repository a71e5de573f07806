using System.Net;
using System.Net.Sockets;
using Hathi.Platform.Net;

namespace Hathi.Node;

/// <summary>
/// Looks up the hosts of a list some at a time: a name that does not resolve holds its thread up for as long as the system's resolver
/// waits, and only a share of the others with it.
/// </summary>
internal static class HostLookUps
{
    /// <summary>Look-ups at a time. Threads of their own: they wait, and the pool's have others to serve.</summary>
    internal const int AtATime = 32;

    /// <summary>The system stack of a thread that calls the resolver.</summary>
    private const int StackBytes = 256 * 1024;

    /// <param name="entries">Hosts, with or without a port.</param>
    /// <param name="lookUp">The addresses of a name.</param>
    /// <returns>
    /// In the same order the address as the NameNode sees a connection from there, with the port where one is named; null: there is none.
    /// </returns>
    public static string?[] All(IReadOnlyList<string> entries, Func<string, IPAddress[]> lookUp)
    {
        var found = new string?[entries.Count];
        var next = -1;
        Exception? failure = null;
        var threads = new List<Thread>();
        for (var i = 1; i < Math.Min(AtATime, entries.Count); i++)
        {
            var thread = new Thread(Work, StackBytes) { IsBackground = true, Name = "host-lookup" };
            try
            {
                thread.Start();
                threads.Add(thread);
            }
            catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
            {
                break; // Those that run, and this one, do all of it.
            }
        }

        Work();
        threads.ForEach(static t => t.Join());
        return failure is null
            ? found
            : throw new RefreshException($"A list of hosts cannot be looked up: {failure.Message}", failure);

        void Work()
        {
            try
            {
                for (var at = Interlocked.Increment(ref next); at < found.Length; at = Interlocked.Increment(ref next))
                {
                    found[at] = Resolve(entries[at], lookUp);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, e, null);
            }
        }
    }

    private static string? Resolve(string entry, Func<string, IPAddress[]> lookUp)
    {
        var colon = entry.LastIndexOf(':');
        var host = colon < 0 ? entry : entry[..colon];
        if (colon >= 0 && !ushort.TryParse(entry.AsSpan(colon + 1), out _))
        {
            return null;
        }

        try
        {
            var addresses = lookUp(host);
            var address = Array.Find(addresses, static a => a.AddressFamily == AddressFamily.InterNetwork)
                ?? (addresses.Length > 0 ? addresses[0] : null);
            return address is null ? null : address.Plain() + entry[host.Length..];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return null;
        }
    }
}
