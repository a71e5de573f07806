using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Platform;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Secrets;

/// <summary>
/// The tokens that NodeManagers check: NMToken, with which a master speaks to a node, and ContainerToken, its leave to start one container
/// there. Sources: Apache's <c>NMTokenSecretManagerInRM</c> and <c>RMContainerTokenSecretManager</c>.
/// </summary>
/// <param name="secrets">The keys.</param>
/// <param name="rmIdentifier">
/// This start of the ResourceManager: NodeManagers refuse what one before it granted and nobody has started.
/// </param>
/// <param name="expiry">
/// Milliseconds in which a container must be started (yarn.resourcemanager.rm.container-allocation.expiry-interval-ms).
/// </param>
/// <param name="lookUp">The IPv4 addresses of a name; may take as long as it likes.</param>
internal sealed class NodeTokens(RmSecrets secrets, long rmIdentifier, long expiry, Func<string, IPAddress[]> lookUp)
{
    public const string NodeKind = "NMToken";
    public const string ContainerKind = "ContainerToken";

    /// <summary>Names looked up; the table starts anew when it is full.</summary>
    private const int MaxServices = 100_000;

    /// <summary>
    /// Names looked up at a time, each on a thread of its own: whoever registers says which, and the resolver waits for a name server that
    /// does not answer. A node for whose name there is no room has tokens with the name, and is looked up when it registers again.
    /// </summary>
    private const int MaxLookUps = 8;

    private static readonly TimeSpan s_lookUp = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<NodeId, string> _services = new();
    private int _lookUps;

    /// <summary>Lets an attempt's master speak to a node. The same every time as long as the key is: it can be given again.</summary>
    public TokenProto ForNode(ApplicationAttemptId attempt, NodeId node, string user)
    {
        var ring = secrets.Nodes;
        var identifier = new NMTokenIdentifierProto
        {
            AppAttemptId = attempt.ToProto(),
            NodeId = node.ToProto(),
            AppSubmitter = user,
            KeyId = ring.CurrentId,
        };
        return Sign(identifier, ring, NodeKind, node);
    }

    /// <summary>
    /// Lets the holder start one container on its node, until the scheduler would take it back. The same every time, so that an
    /// answer can be given again.
    /// </summary>
    public TokenProto ForContainer(GrantedContainer container, LogAggregationContextProto? logs)
    {
        var ring = secrets.Containers;
        var identifier = new ContainerTokenIdentifierProto
        {
            ContainerId = container.Id.ToProto(),
            NmHostAddr = container.Node.ToString(),
            AppSubmitter = container.User,
            Resource = container.Resource.ToProto(),
            ExpiryTimeStamp = container.CreationTime + expiry,
            MasterKeyId = ring.CurrentId,
            RmIdentifier = rmIdentifier,
            Priority = IdMapping.ToPriority(container.Priority),
            CreationTime = container.CreationTime,
            NodeLabelExpression = "",
            ContainerType = container.IsMaster ? ContainerTypeProto.ApplicationMaster : ContainerTypeProto.Task,
            ExecutionType = (ExecutionTypeProto)container.ExecutionType,
            Version = container.Version,
            AllocationRequestId = container.AllocationRequestId,
        };
        if (logs is not null)
        {
            identifier.LogAggregationContext = logs;
        }

        return Sign(identifier, ring, ContainerKind, container.Node);
    }

    /// <summary>Looks up a node's address before tokens for it are made; those who make tokens do not wait for a name service.</summary>
    public async Task LookUpAsync(NodeId node, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(node.Host, out _) || _services.ContainsKey(node))
        {
            return;
        }

        if (_services.Count >= MaxServices)
        {
            _services.Clear();
        }

        if (Interlocked.Increment(ref _lookUps) > MaxLookUps)
        {
            Interlocked.Decrement(ref _lookUps);
            return;
        }

        if (OwnThread.TryRun(() => Resolve(node)) is not { } resolving)
        {
            Interlocked.Decrement(ref _lookUps);
            return;
        }

        await resolving.WaitAsync(s_lookUp, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Resolve(NodeId node)
    {
        try
        {
            var addresses = lookUp(node.Host);
            _services[node] = addresses is [var first, ..] ? $"{first}:{node.Port}" : node.ToString();
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            _services[node] = node.ToString();
        }
        finally
        {
            Interlocked.Decrement(ref _lookUps);
        }
    }

    private TokenProto Sign(IMessage identifier, KeyRing ring, string kind, NodeId node)
    {
        var bytes = identifier.ToByteArray();
        return new TokenProto
        {
            Identifier = UnsafeByteOperations.UnsafeWrap(bytes),
            Password = UnsafeByteOperations.UnsafeWrap(ring.Sign(bytes)),
            Kind = kind,
            Service = _services.TryGetValue(node, out var service) ? service : node.ToString(),
        };
    }
}
