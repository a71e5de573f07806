using Hathi.Platform.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hathi.Web;

/// <summary>
/// What one request holds of the memory that all requests and answers of a port share (<see cref="WebServerLimits.MaxHeldBytes"/>): its body, what that is decoded to, and of its
/// answer what was not sent yet. One thread at a time.
/// </summary>
internal sealed class RequestMemory(BudgetShare share) : IDisposable
{
    private long _held;

    /// <summary>Of the request, which the server has given it to.</summary>
    public static RequestMemory Of(HttpContext context) => context.Features.GetRequiredFeature<RequestMemory>();

    /// <summary>Takes so many bytes.</summary>
    /// <exception cref="RestFault">503: they are not there.</exception>
    public void Take(long bytes)
    {
        if (!share.TryTake(bytes))
        {
            throw new RestFault(
                StatusCodes.Status503ServiceUnavailable,
                "org.apache.hadoop.ipc.RetriableException",
                $"This request needs {bytes} bytes more of the memory that all requests of this port share, and others, or other requests of yours, hold it; try again.");
        }

        _held += bytes;
    }

    /// <summary>Gives so many back.</summary>
    public void Return(long bytes)
    {
        _held -= bytes;
        share.Return(bytes);
    }

    /// <summary>Gives all back: the request was answered.</summary>
    public void Dispose()
    {
        Return(_held);
        share.Close();
    }
}
