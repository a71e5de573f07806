using Hathi.Platform.Net;
using Hathi.Web.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hathi.Web.Memory;

/// <summary>
/// What one request holds of the memory that all requests and answers of a port share (<see cref="WebServerLimits.MaxHeldBytes"/>): its
/// body, what that is decoded to, and of its answer what was not sent yet. One thread at a time.
/// </summary>
/// <param name="share">In whose name it is.</param>
/// <param name="makeRoom">Is told of what did not fit: others may have to go.</param>
internal sealed class RequestMemory(BudgetShare share, Action<BudgetShare, long> makeRoom) : IDisposable
{
    private long _held;

    /// <summary>Bytes. Any thread.</summary>
    public long Held => Volatile.Read(ref _held);

    public BudgetShare Share => share;

    /// <summary>Of the request, which the server has given it to.</summary>
    public static RequestMemory Of(HttpContext context) => context.Features.GetRequiredFeature<RequestMemory>();

    /// <summary>Takes so many bytes.</summary>
    /// <exception cref="RestFault">503: they are not there. 500: they never will be.</exception>
    public void Take(long bytes)
    {
        if (_held + bytes > share.Most)
        {
            throw new RestFault(
                StatusCodes.Status500InternalServerError,
                RestExceptions.Io,
                $"This answer does not fit into {share.Most} bytes, which is the most that one address gets of this port's memory; "
                + "it will not fit later either. Ask for less at a time: "
                + "fewer items (limit), a shorter span of time, one state, user or queue, or the items one by one.");
        }

        if (!share.TryTake(bytes))
        {
            makeRoom(share, bytes);
            throw new RestFault(
                StatusCodes.Status503ServiceUnavailable,
                RestExceptions.Retriable,
                $"This request needs {bytes} bytes more of the memory that all requests of this port share, and others, "
                + "or other requests of yours, hold it; try again.");
        }

        Volatile.Write(ref _held, _held + bytes);
    }

    /// <summary>Gives so many back.</summary>
    public void Return(long bytes)
    {
        Volatile.Write(ref _held, _held - bytes);
        share.Return(bytes);
    }

    /// <summary>Gives all back: the request was answered.</summary>
    public void Dispose()
    {
        Return(_held);
        share.Close();
    }
}
