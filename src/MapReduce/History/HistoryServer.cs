using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Calls;
using Hathi.MapReduce.History.Events;
using Hathi.MapReduce.History.Http;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.History.Storage;
using Hathi.Web;
using Hathi.Web.Figures;
using Hathi.Web.Pages;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.History;

/// <summary>
/// Serves what is known of jobs that have ended, ours and Java's alike: HSClientProtocol (10020), by which clients learn counters and end
/// of a job whose master is gone, and REST (19888). It keeps nothing but files in HDFS.
/// </summary>
public sealed class HistoryServer : IAsyncDisposable
{
    /// <summary>The file system may still be starting or in safe mode: it is asked again after this long.</summary>
    private static readonly TimeSpan OpenRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>How often what is too old is looked for.</summary>
    private static readonly TimeSpan CleanInterval = TimeSpan.FromDays(1);

    private readonly HistoryServerOptions _options;
    private readonly ILogger _log;
    private readonly IClock _clock;
    private readonly FileSystem _fileSystem;
    private readonly HistoryStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RpcServer? _rpc;
    private WebServer? _web;
    private Task _looking = Task.CompletedTask;

    private HistoryServer(HistoryServerOptions options, ILogger log, IClock clock)
    {
        _options = options;
        _log = log;
        _clock = clock;
        _fileSystem = FileSystems.Get(null, options.Configuration);
        _store = new HistoryStore(_fileSystem, options, clock, log);
    }

    /// <summary>Completes once the directories are there and what is kept in them was read.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Where it answers calls.</summary>
    public IPEndPoint RpcEndPoint => _rpc!.BoundEndPoint;

    /// <summary>Where it answers REST.</summary>
    public IPEndPoint HttpEndPoint => _web!.BoundEndPoint;

    /// <summary>Starts it; it answers when the task completes, and knows what is kept when <see cref="Opened"/> does.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<HistoryServer> StartAsync(
        HistoryServerOptions options, ILogger log, IClock clock, CancellationToken cancellationToken)
    {
        var server = new HistoryServer(options, log, clock);
        try
        {
            await server.ListenAsync(cancellationToken).ConfigureAwait(false);
            server._looking = Task.Run(server.LookAsync, CancellationToken.None);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _opened.TrySetCanceled();
        await _looking.ConfigureAwait(false);
        if (_rpc is not null)
        {
            await _rpc.DisposeAsync().ConfigureAwait(false);
        }

        if (_web is not null)
        {
            await _web.DisposeAsync().ConfigureAwait(false);
        }

        _store.Dispose();
        await _fileSystem.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var version = typeof(HistoryServer).Assembly.GetName().Version!.ToString(3);
        var access = new HistoryAccess(_options.Access);
        var rest = new HistoryRest(_store, access, _fileSystem, _clock.Read().WallMilliseconds, version);
        var pages = new HistoryPages(_store, access);
        _web = await WebServer.StartAsync(
            _options.HttpAddress,
            WebServerLimits.Pages,
            context => context.Request.Path.Value! switch
            {
                JmxReply.Path => JmxReply.SendAsync(context, [JmxBean.Process("JobHistoryServer")]),
                ConfReply.Path => ConfReply.SendAsync(context, _options.RunningConfiguration()),
                var path when rest.Routes.Holds(path) => rest.Routes.AnswerAsync(context),
                _ => pages.AnswerAsync(context),
            },
            _log,
            cancellationToken).ConfigureAwait(false);
        var calls = new HistoryCalls(_store, access, id => $"http://{_web.BoundEndPoint}{HistoryPages.Job}{id}");
        _rpc = await RpcServer.StartAsync(
            _options.RpcAddress, [calls.Protocol()], RpcServerOptions.Default, _log, cancellationToken).ConfigureAwait(false);
        _log.Serves(_rpc.BoundEndPoint, _web.BoundEndPoint);
    }

    private async Task LookAsync()
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
            using var timer = new PeriodicTimer(_options.MoveInterval);
            var cleaned = _clock.Read().WallMilliseconds;
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                cleaned = await LookOnceAsync(cleaned).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It was asked to end.
        }
        catch (Exception e)
        {
            _log.LookingEnded(e);
        }
    }

    private async Task<long> LookOnceAsync(long cleaned)
    {
        try
        {
            await _store.ScanAsync(_stop.Token).ConfigureAwait(false);
            var now = _clock.Read().WallMilliseconds;
            if (now - cleaned >= (long)CleanInterval.TotalMilliseconds)
            {
                await CleanAsync(now).ConfigureAwait(false);
                return now;
            }
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _log.LookFailed(e);
        }

        return cleaned;
    }

    private async Task OpenAsync()
    {
        using var timer = new PeriodicTimer(OpenRetry);
        var said = false;
        while (true)
        {
            try
            {
                await _store.OpenAsync(_stop.Token).ConfigureAwait(false);
                _opened.TrySetResult();
                return;
            }
            catch (IOException e)
            {
                if (!said)
                {
                    said = true;
                    _log.WaitsForFiles(_options.DoneDirectory, e.Message);
                }
            }

            await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    private async Task CleanAsync(long now)
    {
        try
        {
            await _store.CleanAsync(now, _stop.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            _log.OldNotRemoved(_options.MaxAge.TotalDays, e.Message);
        }
    }
}
