using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Engine;
using Hathi.Yarn.ResourceManager.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.ResourceManager.Secrets;

/// <summary>
/// The ResourceManager's master keys, kept in its log: for the tokens of application masters, for
/// NodeManagers, for containers, for delegation. Rolled once a day
/// as Apache's (<c>yarn.resourcemanager.*-master-key-rolling-interval-secs</c>). Read by any thread; changed by the roll only.
/// </summary>
internal sealed class RmSecrets
{
    private const string MastersName = "amrm";
    private const string NodesName = "nm";
    private const string ContainersName = "container";
    private const string DelegationName = "rm-delegation";

    private readonly ResourceManagerEngine _engine;
    private volatile KeyRing _masters;
    private volatile KeyRing _nodes;
    private volatile KeyRing _containers;
    private volatile KeyRing _delegation;

    private RmSecrets(ResourceManagerEngine engine, KeyRing[] rings)
    {
        _engine = engine;
        _masters = rings[0];
        _nodes = rings[1];
        _containers = rings[2];
        _delegation = rings[3];
    }

    /// <summary>Keys of YARN_AM_RM_TOKEN.</summary>
    public KeyRing Masters => _masters;

    /// <summary>Keys of NMToken.</summary>
    public KeyRing Nodes => _nodes;

    /// <summary>Keys of ContainerToken.</summary>
    public KeyRing Containers => _containers;

    /// <summary>Keys of RM_DELEGATION_TOKEN.</summary>
    public KeyRing Delegation => _delegation;

    /// <summary>Takes the keys that were kept; makes, and keeps, those that are missing.</summary>
    /// <param name="engine">Keeps them.</param>
    /// <param name="kept">What the Core has kept.</param>
    public static async Task<RmSecrets> LoadAsync(ResourceManagerEngine engine, IReadOnlyDictionary<string, byte[]> kept)
    {
        string[] names = [MastersName, NodesName, ContainersName, DelegationName];
        var rings = new KeyRing[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            rings[i] = kept.TryGetValue(names[i], out var bytes)
                ? KeyRing.FromBytes(names[i], bytes)
                : await KeepAsync(engine, KeyRing.New(names[i])).ConfigureAwait(false);
        }

        return new RmSecrets(engine, rings);
    }

    /// <summary>Rolls the keys now and then, until cancelled.</summary>
    /// <param name="interval">From one roll to the next.</param>
    /// <param name="activation">From making the next keys known to using them: longer than NodeManagers may be silent.</param>
    /// <param name="time">Measures both.</param>
    /// <param name="log">Is told of rolls.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RollAsync(TimeSpan interval, TimeSpan activation, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        try
        {
            do
            {
                if (_masters.Next is null)
                {
                    await Task.Delay(interval, time, cancellation).ConfigureAwait(false);
                    await ChangeAsync(static ring => ring.Announce()).ConfigureAwait(false);
                    log.NextKeys(_containers.NextId);
                }

                await Task.Delay(activation, time, cancellation).ConfigureAwait(false);
                await ChangeAsync(static ring => ring.Activate()).ConfigureAwait(false);
                log.KeysRolled(_containers.CurrentId);
            }
            while (true);
        }
        catch (OperationCanceledException)
        {
            // The ResourceManager stops.
        }
    }

    private async Task ChangeAsync(Func<KeyRing, KeyRing> change)
    {
        _masters = await KeepAsync(_engine, change(_masters)).ConfigureAwait(false);
        _nodes = await KeepAsync(_engine, change(_nodes)).ConfigureAwait(false);
        _containers = await KeepAsync(_engine, change(_containers)).ConfigureAwait(false);
        _delegation = await KeepAsync(_engine, change(_delegation)).ConfigureAwait(false);
    }

    private static async Task<KeyRing> KeepAsync(ResourceManagerEngine engine, KeyRing ring)
    {
        await engine.AskAsync(new KeepSecretRequest { Name = ring.Name, Bytes = ring.ToBytes() }).ConfigureAwait(false);
        return ring;
    }
}
