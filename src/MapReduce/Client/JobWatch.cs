using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>
/// Follows a job to its end: asks the ResourceManager where its master is, and the master how it goes on. A master that
/// dies is asked for again.
/// </summary>
internal sealed class JobWatch(YarnClient yarn, JobId id) : IAsyncDisposable
{
    /// <summary>How often the ResourceManager is asked while there is no master.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly RpcProtocolName WatchProtocol = new(Protocol.ProtocolNames.Watch, (long)Protocol.ProtocolNames.Version);

    private readonly RpcClient _rpc = new(
        new RpcClientOptions(CurrentUser.Name) { ConnectTimeout = TimeSpan.FromSeconds(5), CallTimeout = TimeSpan.FromSeconds(30) });

    /// <summary>Follows the job; each answer of a master is told.</summary>
    /// <returns>The last of them, or null when no master told the end, and how the ResourceManager saw it.</returns>
    /// <exception cref="YarnException">This user may not see the job: asking again does not help.</exception>
    internal async Task<(WatchResponseProto? Last, ApplicationReportProto? Report)> FollowAsync(
        Action<WatchResponseProto> tell, CancellationToken cancellationToken)
    {
        while (true)
        {
            var report = await yarn.GetApplicationAsync(id.ToApplication(), cancellationToken).ConfigureAwait(false);
            if (report.YarnApplicationState is YarnApplicationStateProto.Finished
                or YarnApplicationStateProto.Failed
                or YarnApplicationStateProto.Killed)
            {
                return (null, report);
            }

            if (MasterAddress.Of(report) is { } master)
            {
                var end = await FollowMasterAsync(master, tell, cancellationToken).ConfigureAwait(false);
                if (end is not null)
                {
                    return (end, null);
                }
            }

            await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the master to end the job and clear up after it; false when there is none.</summary>
    internal async Task<bool> KillAsync(string why, CancellationToken cancellationToken)
    {
        try
        {
            var report = await yarn.GetApplicationAsync(id.ToApplication(), cancellationToken).ConfigureAwait(false);
            if (MasterAddress.Of(report) is not { } master)
            {
                return false;
            }

            await _rpc.CallAsync(
                master, WatchProtocol, "kill", new EndJobRequestProto { Message = why }, AcknowledgedProto.Parser,
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is RpcConnectionException or RpcRemoteException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _rpc.DisposeAsync();

    // Null when the master is gone.
    private async Task<WatchResponseProto?> FollowMasterAsync(
        EndPoint master, Action<WatchResponseProto> tell, CancellationToken cancellationToken)
    {
        var seen = 0L;
        try
        {
            while (true)
            {
                var now = await _rpc.CallAsync(
                    master, WatchProtocol, "watch", new WatchRequestProto { Seen = seen }, WatchResponseProto.Parser,
                    cancellationToken).ConfigureAwait(false);
                seen = now.Version;
                tell(now);
                if (now.State is WatchResponseProto.Types.State.Succeeded
                    or WatchResponseProto.Types.State.Failed
                    or WatchResponseProto.Types.State.Killed)
                {
                    return now;
                }
            }
        }
        catch (RpcRemoteException e) when (e.JavaClass == JavaErrors.AccessControl)
        {
            throw new YarnException(e.JavaClass, e.FirstLine, e);
        }
        catch (Exception e) when (e is RpcConnectionException or RpcRemoteException)
        {
            return null;
        }
    }
}
