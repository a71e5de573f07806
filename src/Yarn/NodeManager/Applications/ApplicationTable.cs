using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Applications;

/// <summary>The applications that have containers here, and what their end takes. Safe from any thread.</summary>
internal sealed class ApplicationTable(
    NodeManagerOptions options,
    NodeDirectories directories,
    ResourceCache cache,
    ContainerMemory memory,
    StateStore state,
    NodeKeys keys,
    ILogSink logs,
    DirectoryRemover remover,
    ILogger log)
{
    /// <summary>Characters of a name that nobody knows that are told of it: it stands in an answer and in the log.</summary>
    private const int MaxNameTold = 100;

    private const string Prefix = "application/";
    private const string FinishPrefix = "finish/";
    private const string LogContextPrefix = "application-logs/";
    private const string AccessPrefix = "application-access/";
    private const string ServicesPrefix = "application-services/";

    /// <summary>
    /// Bytes of a service's data that are remembered with the application: tokens have a hundred. More is known again by the
    /// containers that carry it only.
    /// </summary>
    private const int MostServiceBytes = 64 << 10;

    private readonly ConcurrentDictionary<string, Application> _applications = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    internal ICollection<Application> All => _applications.Values;

    internal Application? Find(string id) => _applications.GetValueOrDefault(id);

    /// <summary>The application of a container, made when this is its first here.</summary>
    internal Application Enter(Container container)
    {
        if (_applications.TryGetValue(container.Application, out var known))
        {
            return known;
        }

        var application = new Application(container.Token.ContainerId.Application(), container.User)
        {
            LogContext = container.Token.LogAggregationContext,
            AccessLists = RequestLaunch.AccessLists(container.Context),
        };
        var entered = _applications.GetOrAdd(application.Text, application);
        if (entered == application)
        {
            state.Put(Prefix + application.Text, Encoding.UTF8.GetBytes(application.User));
            Remember(application);
        }

        return entered;
    }

    // What the first container says for all of them: it may be forgotten long before the application is.
    private void Remember(Application application)
    {
        if (application.LogContext is { } context)
        {
            state.Put(LogContextPrefix + application.Text, context.ToByteArray());
        }

        if (application.AccessLists.Count > 0)
        {
            var lists = new ContainerLaunchContextProto();
            lists.ApplicationACLs.AddRange(application.AccessLists);
            state.Put(AccessPrefix + application.Text, lists.ToByteArray());
        }
    }

    private Application Recall(string text, byte[] user) => new(YarnIds.ParseApplication(text), Encoding.UTF8.GetString(user))
    {
        LogContext = state.Get(LogContextPrefix + text) is { } context
            ? ProtoBytes.Parse(context, LogAggregationContextProto.Parser)
            : null,
        AccessLists = state.Get(AccessPrefix + text) is { } lists
            ? RequestLaunch.AccessLists(ProtoBytes.Parse(lists, ContainerLaunchContextProto.Parser))
            : [],
    };

    /// <summary>Takes applications and containers from before a restart; the containers are still to be taken up by a runner.</summary>
    /// <returns>The applications whose end was ordered before the restart.</returns>
    internal IReadOnlyList<Application> Recover(IReadOnlyList<Container> containers)
    {
        foreach (var (key, user) in state.Below(Prefix))
        {
            var application = Recall(key[Prefix.Length..], user);
            _applications[application.Text] = application;

            // Also without a container: what those that were forgotten have left is served until the application ends.
            var services = ServicesPrefix + application.Text + "/";
            foreach (var (serviceKey, data) in state.Below(services))
            {
                InitializeAgain(application, serviceKey[services.Length..], data);
            }
        }

        foreach (var container in containers)
        {
            var application = Enter(container);
            if (application.LogContext is null && application.AccessLists.Count == 0)
            {
                application.LogContext = container.Token.LogAggregationContext;
                application.AccessLists = RequestLaunch.AccessLists(container.Context);
                Remember(application);
            }

            application.TryAdd(container);
            foreach (var (name, data) in RequestLaunch.Services(container.Context))
            {
                InitializeAgain(application, name, data.Memory);
            }
        }

        return [.. state.Below(FinishPrefix).Select(p => Find(p.Key[FinishPrefix.Length..])).OfType<Application>()];
    }

    // A service was taken out of the configuration, or does not take any more what it was given: containers go on, and the node with them,
    // and so do its other services.
    private void InitializeAgain(Application application, string name, ReadOnlyMemory<byte> data)
    {
        try
        {
            if (options.AuxiliaryServices.FirstOrDefault(s => s.Name == name) is { } service)
            {
                service.InitializeApplication(application.Id, application.User, data);
            }
            else
            {
                log.ServiceGone(application.Text, Told(name));
            }
        }
        catch (Exception e)
        {
            log.ServiceRefuses(e is FormatException ? null : e, Told(name), application.Text, e.Message);
        }
    }

    private static string Told(string name) => name.Length > MaxNameTold ? name[..MaxNameTold] + "..." : name;

    /// <summary>Gives the auxiliary services what the container has for them.</summary>
    /// <exception cref="Hathi.Hadoop.Rpc.RpcFault">There is no such service, or it does not understand its data.</exception>
    internal void InitializeServices(Container container)
    {
        foreach (var (name, data) in RequestLaunch.Services(container.Context))
        {
            var service = options.AuxiliaryServices.FirstOrDefault(s => s.Name == name)
                ?? throw new Hathi.Hadoop.Rpc.RpcFault(YarnExceptions.InvalidAuxService, $"The auxService:{Told(name)} does not exist");
            try
            {
                service.InitializeApplication(container.Token.ContainerId.Application(), container.User, data.Memory);
            }
            catch (FormatException e)
            {
                throw YarnFaults.Yarn($"The auxiliary service {name} refuses {container.Id}: {e.Message}");
            }

            var key = $"{ServicesPrefix}{container.Application}/{name}";
            if (data.Length <= MostServiceBytes && !(state.Get(key) is { } known && data.Span.SequenceEqual(known)))
            {
                state.Put(key, data.Span);
            }
        }
    }

    /// <inheritdoc cref="ContainerMemory.Order"/>
    internal bool Order(Container container, KillOrder order) => memory.Order(container, order);

    /// <inheritdoc cref="ContainerMemory.OrderKeptAsync(Container)"/>
    internal Task OrderKeptAsync(Container container) => memory.OrderKeptAsync(container);

    /// <summary>
    /// Ends an application on this node: containers, services, logs, directories. Does not throw; nothing when it is
    /// not here or ends already.
    /// </summary>
    internal async Task FinishAsync(ApplicationIdProto id, string reason)
    {
        if (Find(id.ToText()) is not { } application || !application.TryFinish())
        {
            return;
        }

        try
        {
            await EndAsync(application, reason).ConfigureAwait(false);
            log.ApplicationEnded(application.Text);
        }
        catch (OperationCanceledException)
        {
            return; // This node ends: the next one in its directories goes on with it.
        }
        catch (Exception e)
        {
            // Nobody waits for this. What could not be done is lost; the application must not stay for it.
            log.ApplicationCutShort(DiskFaults.Is(e) ? null : e, application.Text, e.Message);
        }

        await RemoveTracesAsync(application).ConfigureAwait(false);
    }

    private async Task EndAsync(Application application, string reason)
    {
        state.Put(FinishPrefix + application.Text, application.Id.ToByteArray());
        foreach (var container in application.Containers.Values)
        {
            Order(container, new KillOrder(ExitStatus.KilledAfterApplication, reason));
        }

        await Task.WhenAll(application.Containers.Values.Select(static c => c.Done)).ConfigureAwait(false);
        foreach (var service in options.AuxiliaryServices)
        {
            service.StopApplication(application.Id);
        }

        keys.Forget(application.Id);
        cache.Forget(application.User, application.Text);

        // Before the logs, which take a while: a full disk is to have room again for what comes next.
        RemoveFiles(application);
        await logs.TakeAsync(application).ConfigureAwait(false);
    }

    /// <summary>
    /// The ResourceManager has taken note that a container ended: it is not told again, and nothing but its log directory is kept.
    /// Source: NodeStatusUpdaterImpl.removeOrTrackCompletedContainersFromContext.
    /// </summary>
    /// <returns>Completes when its request is removed; on a disk that hangs it is not waited for without end.</returns>
    internal Task AcknowledgedAsync(ContainerIdProto id)
    {
        var text = id.ToText();
        if (Find(id.Application().ToText()) is { } application
            && application.Containers.GetValueOrDefault(text) is { IsDone: true } container
            && application.Containers.TryRemove(text, out _))
        {
            return memory.ForgetAsync(container);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// The log directory of a container of an application that is here, also of one that was forgotten; null: there is none.
    /// </summary>
    internal ContainerLog? FindLog(ContainerIdProto id)
    {
        if (Find(id.Application().ToText()) is not { } application)
        {
            return null;
        }

        var text = id.ToText();
        if (application.Containers.TryGetValue(text, out var container))
        {
            return new ContainerLog(text, container.User, container.Logs, container.IsDone);
        }

        var directory = directories.ReadableLogs.Where(d => !directories.Calls.Hangs(d))
            .Select(d => NodeDirectories.ContainerLogs(d, application.Text, text))
            .FirstOrDefault(Directory.Exists);
        return directory is null ? null : new ContainerLog(text, application.User, directory, IsDone: true);
    }

    private void RemoveFiles(Application application)
    {
        foreach (var local in directories.AllLocal)
        {
            remover.Remove(NodeDirectories.Application(local, application.User, application.Text));
        }
    }

    // Does not throw. The requests of its containers, by which it is known again after a restart, go before the directory that holds them.
    private async Task RemoveTracesAsync(Application application)
    {
        await memory.ForgetAsync(application.Containers.Values).ConfigureAwait(false);
        state.Delete(Prefix + application.Text);
        state.Delete(FinishPrefix + application.Text);
        state.Delete(LogContextPrefix + application.Text);
        state.Delete(AccessPrefix + application.Text);
        foreach (var (service, _) in state.Below(ServicesPrefix + application.Text + "/"))
        {
            state.Delete(service);
        }

        _applications.TryRemove(application.Text, out _);
        foreach (var local in directories.AllLocal)
        {
            remover.Remove(Path.Join(local, "nmPrivate", application.Text));
        }
    }
}
