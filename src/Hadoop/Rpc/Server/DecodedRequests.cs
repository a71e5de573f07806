using System.Buffers;
using System.Net;
using Hathi.Platform.Net;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// Counts what the requests of one connection take in memory from before they are decoded until they are answered. Taking is for the
/// reading thread, giving back for any.
/// </summary>
/// <param name="budget">The server's memory for requests.</param>
/// <param name="from">Where the connection comes from.</param>
internal sealed class DecodedRequests(FairBudget budget, IPAddress from)
{
    /// <summary>A request up to so long is decoded as it is: it cannot become more than some <see cref="MaxUncounted"/>.</summary>
    private const int MinWeighedBytes = 64;

    /// <summary>
    /// Requests that take no more are not counted and never refused for want of memory: there are at most <see
    /// cref="RpcServerOptions.MaxCalls"/> of them, 160 MB.
    /// </summary>
    private const long MaxUncounted = 16 * 1024;

    private BudgetShare? _share;

    /// <summary>Makes sure that there is room for a request.</summary>
    /// <returns>Bytes to be given back when it has been answered.</returns>
    /// <exception cref="RpcFault">It is not to be decoded, or not now.</exception>
    public long Take(RpcMethod method, in ReadOnlySequence<byte> request, RpcPeer peer)
    {
        if (request.Length <= MinWeighedBytes)
        {
            return 0;
        }

        var bytes = method.Weigh(request, budget.MostOfOne);
        if (bytes <= MaxUncounted)
        {
            return 0;
        }

        _share ??= budget.Open(from, peer.User);
        return _share.TryTake(bytes)
            ? bytes
            : throw new RpcFault(
                JavaErrors.Retriable,
                $"Server too busy: calls of {peer.User} from {from} that are not answered yet leave no room for {bytes} bytes; try again.",
                RpcErrorCode.RpcServer);
    }

    /// <summary>A request has been answered.</summary>
    public void Return(long bytes)
    {
        if (bytes > 0)
        {
            _share!.Return(bytes);
        }
    }

    /// <summary>The connection reads no more; what is under way is given back yet.</summary>
    public void Close() => _share?.Close();
}
