using System.Net;
using System.Runtime.CompilerServices;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Cli.Admin.Fsck;

/// <summary>The web pages of a NameNode, read line by line.</summary>
internal sealed class NameNodePage : IDisposable
{
    private const int DefaultPort = 9870;

    private readonly HttpClient _http;
    private readonly TimeSpan _readTimeout;

    public NameNodePage(Configuration configuration)
    {
        _readTimeout = configuration.Get(ClientKeys.FsckReadTimeout);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = configuration.Get(ClientKeys.FsckConnectTimeout),
            UseProxy = false,
            AllowAutoRedirect = false,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// http://host:port of the NameNode of a file system: dfs.namenode.http-address, with the NameNode's own host where that names none.
    /// </summary>
    public static string Address(Uri fileSystem, Configuration configuration)
    {
        var service = fileSystem.Host;
        var ids = fileSystem.Port < 0 ? configuration.Get(HdfsKeys.NameNodesOf.For(service)) : [];
        var setting = ids.Count > 0 ? HdfsKeys.HttpAddressOfNameNode.For(service, ids[0]) : HdfsKeys.NameNodeHttpAddress;
        var address = configuration.Get(setting, HdfsKeys.NameNodeHttpAddress.Default);
        var colon = address.LastIndexOf(':');
        var (host, port) = colon < 0 ? (address, $"{DefaultPort}") : (address[..colon], address[(colon + 1)..]);
        return $"http://{(IPAddress.TryParse(host, out var ip) && ip.Equals(IPAddress.Any) ? service : host)}:{port}";
    }

    /// <summary>The lines of a page as they come.</summary>
    /// <exception cref="IOException">It cannot be had; the message says where and why.</exception>
    public async IAsyncEnumerable<string> LinesAsync(string address, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await OpenAsync(address, cancellation).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await ReadLineAsync(reader, address, cancellation).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> OpenAsync(string address, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        try
        {
            var response = await _http.GetAsync(
                new Uri(address), HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return response;
            }

            using (response)
            {
                throw new RefusedException(
                    $"{address} answers {(int)response.StatusCode} {response.ReasonPhrase}; check {HdfsKeys.NameNodeHttpAddress}.");
            }
        }
        catch (HttpRequestException e)
        {
            throw new EnvironmentException(
                $"{address} cannot be reached: {e.Message}; check that the NameNode runs, and {HdfsKeys.NameNodeHttpAddress}.", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new EnvironmentException(
                $"{address} has not answered for {_readTimeout.TotalSeconds:0} s (dfs.client.fsck.read.timeout).", e);
        }
    }

    private async ValueTask<string?> ReadLineAsync(StreamReader reader, string address, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        try
        {
            return await reader.ReadLineAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new EnvironmentException(
                $"{address} has sent nothing for {_readTimeout.TotalSeconds:0} s (dfs.client.fsck.read.timeout).", e);
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_readTimeout);
        return limit;
    }
}
