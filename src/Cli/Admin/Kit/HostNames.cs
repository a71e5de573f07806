using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Kit;

/// <summary>What the name service calls the addresses of DataNodes.</summary>
internal static class HostNames
{
    /// <summary>A name service that does not answer must not stop a report.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Names by address; the address itself where there is no name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(IEnumerable<DataNodeReport> nodes, CancellationToken cancellation)
    {
        var addresses = nodes.Select(n => n.Address).Distinct(StringComparer.Ordinal).ToArray();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var names = await Task.WhenAll(addresses.Select(a => FindAsync(a, limit.Token))).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return addresses.Zip(names).ToDictionary(StringComparer.Ordinal);
    }

    private static async Task<string> FindAsync(string address, CancellationToken cancellation)
    {
        try
        {
            return (await Dns.GetHostEntryAsync(address, cancellation).WaitAsync(cancellation).ConfigureAwait(false)).HostName;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            return address;
        }
    }
}
