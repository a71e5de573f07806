using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>
/// An application master's conversation with the ResourceManager: register, a heartbeat again and again with what it wants, finish. It
/// keeps the whole of what is wanted, so that a ResourceManager that was started anew is told all of it. Heartbeats come one at a time;
/// what is wanted may be said from any thread, and <see cref="FinishAsync"/> beside the heartbeats, which go on meanwhile: both may find
/// that the ResourceManager was started anew, and one registers. Source: Apache's AMRMClientImpl.
/// </summary>
public sealed class ApplicationMasterClient : IAsyncDisposable
{
    /// <summary>The kind of the token that an application master finds among its tokens.</summary>
    public const string TokenKind = "YARN_AM_RM_TOKEN";

    private readonly Configuration _configuration;
    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name));
    private readonly Dictionary<AskKey, ResourceRequestProto> _asks = [];
    private readonly Dictionary<AskKey, ResourceRequestProto> _changed = [];
    private readonly List<ContainerIdProto> _releases = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _registering = new(1);
    private readonly HashSet<string> _blacklist = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toldBlacklist = new(StringComparer.Ordinal);
    private RegisterApplicationMasterRequestProto _registration = new();
    private volatile YarnCaller _manager;
    private int _responseId;

    // How often the ResourceManager was found to have been started anew: what was asked of the one before says nothing to this one.
    private int _resyncs;

    // Sent, and nobody knows whether it was taken: it goes out again as it was, since the ResourceManager reads nothing of a request whose
    // number it has answered.
    private AllocateRequestProto? _unanswered;

    /// <param name="configuration">Says where the ResourceManager is.</param>
    /// <param name="credentials">Those of the container; one of kind <see cref="TokenKind"/> must be among them.</param>
    /// <exception cref="ConfigurationException">Nothing says where the ResourceManager is, or there is no token.</exception>
    public ApplicationMasterClient(Configuration configuration, Credentials credentials)
    {
        _configuration = configuration;
        _manager = Caller(credentials.Find(TokenKind)
            ?? throw new ConfigurationException(
                $"Among the tokens of this container is none of kind {TokenKind}: it was not started as an application master.", null));
    }

    /// <summary>Tells that the master is there.</summary>
    /// <param name="host">Where its clients find it.</param>
    /// <param name="port">Of its RPC server; -1 for none.</param>
    /// <param name="trackingUrl">Of its web pages; may be empty.</param>
    /// <param name="cancellation">Gives the call up.</param>
    public Task<RegisterApplicationMasterResponseProto> RegisterAsync(
        string host, int port, string trackingUrl, CancellationToken cancellation)
    {
        _registration = new RegisterApplicationMasterRequestProto { Host = host, RpcPort = port, TrackingUrl = trackingUrl };
        return RegisterAsync(cancellation);
    }

    /// <summary>From now on so many containers are wanted there; told with the next heartbeat.</summary>
    public void Ask(int priority, string location, ResourceProto capability, int count)
    {
        var request = new ResourceRequestProto
        {
            Priority = new PriorityProto { Priority = priority },
            ResourceName = location,
            Capability = capability,
            NumContainers = count,
            RelaxLocality = true,
        };
        var key = new AskKey(priority, location);
        lock (_lock)
        {
            _asks[key] = request;
            _changed[key] = request;
        }
    }

    /// <summary>Gives a container back; told with the next heartbeat.</summary>
    public void Release(ContainerIdProto container)
    {
        lock (_lock)
        {
            _releases.Add(container);
        }
    }

    /// <summary>Wants no containers on a node, or again; told with the next heartbeat.</summary>
    public void Blacklist(string host, bool yes)
    {
        lock (_lock)
        {
            if (yes)
            {
                _blacklist.Add(host);
            }
            else
            {
                _blacklist.Remove(host);
            }
        }
    }

    /// <summary>
    /// One heartbeat. A ResourceManager that has forgotten the master is registered with again, once, and told everything.
    /// </summary>
    /// <exception cref="YarnException">Above all <see cref="YarnException.AttemptNotFound"/>: the master is to stop.</exception>
    /// <exception cref="RpcConnectionException">It cannot be reached; nothing is lost, the next heartbeat tells it all.</exception>
    public async Task<AllocateResponseProto> AllocateAsync(float progress, CancellationToken cancellation)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            var (request, known) = Next(progress);
            AllocateResponseProto reply;
            try
            {
                reply = await _manager.CallAsync("allocate", request, AllocateResponseProto.Parser, cancellation).ConfigureAwait(false);
            }
            catch (YarnException e) when (e.JavaClass == YarnException.MasterNotRegistered && !isSecond)
            {
                await ResyncAsync(known, cancellation).ConfigureAwait(false);
                continue;
            }
            catch (YarnException)
            {
                // A refusal is an answer: nothing of it was taken.
                lock (_lock)
                {
                    _unanswered = null;
                }

                throw;
            }

            Told(request, reply.ResponseId, known);
            if (reply.AmRmToken is { } token)
            {
                _manager = Caller(Token.From(token));
            }

            return reply;
        }
    }

    /// <summary>Tells how it ended; the last call.</summary>
    /// <param name="status">How.</param>
    /// <param name="diagnostics">Why; may be empty.</param>
    /// <param name="trackingUrl">Where to look from now on; may be empty.</param>
    /// <param name="cancellation">Gives the call up.</param>
    public async Task FinishAsync(
        FinalApplicationStatusProto status, string diagnostics, string trackingUrl, CancellationToken cancellation)
    {
        var request = new FinishApplicationMasterRequestProto
        {
            FinalApplicationStatus = status, Diagnostics = diagnostics, TrackingUrl = trackingUrl,
        };
        var pause = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            var known = Volatile.Read(ref _resyncs);
            try
            {
                var reply = await _manager.CallAsync(
                    "finishApplicationMaster", request, FinishApplicationMasterResponseProto.Parser, cancellation).ConfigureAwait(false);
                if (reply.IsUnregistered)
                {
                    return;
                }
            }
            catch (YarnException e) when (e.JavaClass == YarnException.MasterNotRegistered)
            {
                await ResyncAsync(known, cancellation).ConfigureAwait(false);
            }

            // The ResourceManager first makes that durable; it says so when it is asked again.
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            pause = TimeSpan.FromMilliseconds(Math.Min(500, pause.TotalMilliseconds * 2));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync().ConfigureAwait(false);
        _registering.Dispose();
    }

    private (AllocateRequestProto Request, int Known) Next(float progress)
    {
        lock (_lock)
        {
            return (_unanswered ??= Request(progress), _resyncs);
        }
    }

    private AllocateRequestProto Request(float progress)
    {
        var request = new AllocateRequestProto { ResponseId = _responseId, Progress = progress };
        request.Ask.AddRange(_changed.Values);
        request.Release.AddRange(_releases);
        if (!_blacklist.SetEquals(_toldBlacklist))
        {
            request.BlacklistRequest = new ResourceBlacklistRequestProto();
            request.BlacklistRequest.BlacklistAdditions.AddRange(_blacklist.Except(_toldBlacklist));
            request.BlacklistRequest.BlacklistRemovals.AddRange(_toldBlacklist.Except(_blacklist));
        }

        return request;
    }

    // What was said meanwhile is for the next heartbeat.
    private void Told(AllocateRequestProto request, int responseId, int known)
    {
        lock (_lock)
        {
            _unanswered = null;
            if (known != _resyncs)
            {
                // The answer is that of a ResourceManager which is gone: the next heartbeat is the first one to its successor.
                return;
            }

            _responseId = responseId;
            foreach (var told in request.Ask)
            {
                var key = new AskKey(told.Priority.Priority, told.ResourceName);
                if (_changed.TryGetValue(key, out var latest) && ReferenceEquals(latest, told))
                {
                    _changed.Remove(key);
                }
            }

            _releases.RemoveRange(0, request.Release.Count);
            if (request.BlacklistRequest is { } blacklist)
            {
                _toldBlacklist.UnionWith(blacklist.BlacklistAdditions);
                _toldBlacklist.ExceptWith(blacklist.BlacklistRemovals);
            }
        }
    }

    private async Task<RegisterApplicationMasterResponseProto> RegisterAsync(CancellationToken cancellation) =>
        await _manager.CallAsync(
            "registerApplicationMaster", _registration, RegisterApplicationMasterResponseProto.Parser, cancellation).ConfigureAwait(false);

    // Heartbeats and the last call may both come to it, and an attempt is registered once: who comes second, or whose registration was not
    // answered, finds it done.
    private async Task ResyncAsync(int known, CancellationToken cancellation)
    {
        await _registering.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _resyncs) != known)
            {
                return;
            }

            try
            {
                await RegisterAsync(cancellation).ConfigureAwait(false);
            }
            catch (YarnException e) when (e.SaysAlreadyRegistered)
            {
                // By a call whose answer was lost.
            }

            lock (_lock)
            {
                _resyncs++;
                _responseId = 0;
                _unanswered = null;
                foreach (var (key, request) in _asks)
                {
                    _changed[key] = request;
                }

                _toldBlacklist.Clear();
            }
        }
        finally
        {
            _registering.Release();
        }
    }

    private YarnCaller Caller(Token token) => new(
        _rpc, YarnAddresses.ForMasters(_configuration), YarnProtocols.ApplicationMaster,
        new RpcCallOptions { Token = token, Retry = YarnProtocols.Patient });

    private readonly record struct AskKey(int Priority, string Location);
}
