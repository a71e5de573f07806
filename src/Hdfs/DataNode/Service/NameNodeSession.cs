using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// The node's standing with its NameNode: handshake, registration and, when the NameNode forgot it or came back, registration again.
/// Heartbeats and reports run beside each other on top of it. Source: BPServiceActor.
/// </summary>
internal sealed class NameNodeSession
{
    /// <summary>Pauses between attempts to reach the NameNode: short at first, since both often start together.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly NameNodeLink _link;
    private readonly Func<NodeStorageIdentity, DatanodeIDProto> _open;
    private readonly NameNodeReports _reports;
    private readonly IClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly object _gate = new();
    private NodeStorageIdentity? _identity;
    private DatanodeRegistrationProto? _registration;

    internal NameNodeSession(
        NameNodeLink link,
        ReportSchedule schedule,
        NameNodeReports reports,
        Func<NodeStorageIdentity, DatanodeIDProto> open,
        IClock clock,
        TimeProvider time,
        ILogger log)
    {
        _time = time;
        _link = link;
        _open = open;
        _reports = reports;
        _clock = clock;
        _log = log;
        Schedule = new Guarded<ReportSchedule>(schedule);
    }

    /// <summary>When what is due.</summary>
    internal Guarded<ReportSchedule> Schedule { get; }

    internal NameNodeLink Link => _link;

    internal string BlockPoolId => _identity!.BlockPoolId;

    /// <summary>As the NameNode confirmed it.</summary>
    internal DatanodeRegistrationProto Registration
    {
        get
        {
            lock (_gate)
            {
                return _registration!;
            }
        }
    }

    /// <summary>Greets and registers, as often as it takes.</summary>
    /// <exception cref="VolumeException">No volume can be used, or one is foreign.</exception>
    /// <exception cref="RpcRemoteException">The NameNode does not want this node.</exception>
    internal async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                var info = await _link.VersionAsync(cancellationToken).ConfigureAwait(false);
                var identity = NodeRegistration.Identity(info);
                DemandSame(identity);
                var id = _open(identity);
                _identity = identity;
                var registration = await _link.RegisterAsync(
                    NodeRegistration.Create(id, identity), cancellationToken).ConfigureAwait(false);
                Registered(registration);
                return;
            }
            catch (RpcConnectionException e)
            {
                _log.CannotConnect(pause < LongestPause ? LogLevel.Debug : LogLevel.Warning, _link.Name, e.Message);
            }
            catch (DiskException e)
            {
                _log.VolumesNotOpened(e.Message);
            }
            catch (RpcRemoteException e) when (!IsFinal(e))
            {
                _log.RegistrationRefused(_link.Name, e.FirstLine);
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Whether trying again makes no sense. Source: BPServiceActor.offerService.</summary>
    internal static bool IsFinal(RpcRemoteException e) =>
        e.JavaClass is JavaExceptions.UnregisteredNode or JavaExceptions.DisallowedDatanode or JavaExceptions.IncorrectVersion;

    private void Registered(DatanodeRegistrationProto registration)
    {
        lock (_gate)
        {
            _registration = registration;
        }

        _reports.Self = new DatanodeInfoProto { Id = registration.DatanodeID };
        Schedule.Do(s => s.Registered(_clock.Read()));
        _log.Registered(
            _link.Name,
            registration.DatanodeID.DatanodeUuid,
            registration.DatanodeID.IpAddr,
            registration.DatanodeID.XferPort,
            BlockPoolId);
    }

    private void DemandSame(NodeStorageIdentity identity)
    {
        if (_identity is { } before && (before.ClusterId != identity.ClusterId || before.BlockPoolId != identity.BlockPoolId))
        {
            throw new VolumeException(
                VolumeError.Foreign,
                $"The NameNode {_link.Name} now serves {identity.BlockPoolId} of {identity.ClusterId}; "
                + $"this node holds {before.BlockPoolId} of {before.ClusterId}. Start the right NameNode.",
                null);
        }
    }
}

/// <summary>A value that several threads use, one at a time.</summary>
internal sealed class Guarded<T>(T value)
{
    private readonly object _gate = new();

    internal void Do(Action<T> action)
    {
        lock (_gate)
        {
            action(value);
        }
    }

    internal TResult Get<TResult>(Func<T, TResult> read)
    {
        lock (_gate)
        {
            return read(value);
        }
    }
}
