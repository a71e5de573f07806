using System.Security.Cryptography;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Secrets;

/// <summary>
/// The ResourceManager's master keys as this node has them, current and previous of each kind, and with them the answer whether a token is
/// genuine. A key by which an attempt has once started a container stays good for that attempt. Safe from any thread. Source:
/// NMTokenSecretManagerInNM, NMContainerTokenSecretManager.
/// </summary>
internal sealed class NodeKeys(StateStore state) : ITokenSecrets
{
    internal const string NmTokenKind = "NMToken";
    private const string StatePrefix = "key/";
    private const string AttemptPrefix = "attemptkey/";

    private readonly Lock _gate = new();
    private readonly KeyPair _nodes = new();
    private readonly KeyPair _containers = new();
    private readonly Dictionary<string, MasterKeyProto> _attempts = new(StringComparer.Ordinal);
    private string _nodeId = "";

    /// <summary>The id that tokens must name: host:port.</summary>
    internal string NodeId
    {
        get => _nodeId;
        set => _nodeId = value;
    }

    /// <summary>The current key of NM tokens; null: no ResourceManager has told one yet.</summary>
    internal MasterKeyProto? CurrentNode => _nodes.Current;

    /// <summary>The current key of container tokens.</summary>
    internal MasterKeyProto? CurrentContainer => _containers.Current;

    /// <summary>Takes the keys from before a restart.</summary>
    internal void Recover()
    {
        foreach (var (key, value) in state.Below(StatePrefix))
        {
            var master = ProtoBytes.Parse(value, MasterKeyProto.Parser);
            var pair = key.StartsWith(StatePrefix + "node/", StringComparison.Ordinal) ? _nodes : _containers;
            if (key.EndsWith("/previous", StringComparison.Ordinal))
            {
                pair.Previous = master;
            }
            else
            {
                pair.Current = master;
            }
        }

        foreach (var (key, value) in state.Below(AttemptPrefix))
        {
            _attempts[key[AttemptPrefix.Length..]] = ProtoBytes.Parse(value, MasterKeyProto.Parser);
        }
    }

    /// <summary>What a registration or heartbeat brought; null: nothing new.</summary>
    internal void Update(MasterKeyProto? node, MasterKeyProto? container)
    {
        lock (_gate)
        {
            Roll(_nodes, node, "node");
            Roll(_containers, container, "container");
        }
    }

    /// <summary>The attempt has started a container by a token of this key: it may go on with it.</summary>
    internal void AttemptStarts(NMTokenIdentifierProto token)
    {
        var attempt = token.AppAttemptId.ToText();
        lock (_gate)
        {
            if (_attempts.GetValueOrDefault(attempt)?.KeyId != token.KeyId && _nodes.Find(token.KeyId) is { } key)
            {
                _attempts[attempt] = key;
                state.Put(AttemptPrefix + attempt, key.ToByteArray());
            }
        }
    }

    /// <summary>An application has ended.</summary>
    internal void Forget(ApplicationIdProto application)
    {
        var prefix = $"appattempt{application.ToText()["application".Length..]}_";
        lock (_gate)
        {
            foreach (var attempt in _attempts.Keys.Where(a => a.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            {
                _attempts.Remove(attempt);
                state.Delete(AttemptPrefix + attempt);
            }
        }
    }

    /// <summary>NM tokens, as connections present them.</summary>
    public TokenSecret Find(ReadOnlySpan<byte> identifier)
    {
        NMTokenIdentifierProto token;
        try
        {
            token = ProtoBytes.Parse(identifier, NMTokenIdentifierProto.Parser);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw InvalidToken.Because($"The NMToken does not decode: {e.Message}");
        }

        if (token.AppAttemptId?.ApplicationId is null || token.NodeId is null)
        {
            throw InvalidToken.Because("The NMToken names no application attempt or no node.");
        }

        var attempt = token.AppAttemptId.ToText();
        if (token.NodeId.ToText() != _nodeId)
        {
            throw InvalidToken.Because($"Given NMToken for application : {attempt} is not valid for current node manager.expected : "
                + $"{_nodeId} found : {Told(token.NodeId.ToText())}");
        }

        lock (_gate)
        {
            var key = _nodes.Find(token.KeyId) ?? _attempts.GetValueOrDefault(attempt);
            return key is not null && key.KeyId == token.KeyId
                ? new TokenSecret(attempt, NmTokenKind, TokenPassword.Of(identifier, key.Bytes.Span))
                : throw InvalidToken.Because($"Given NMToken for application : {attempt} seems to have been generated illegally.");
        }
    }

    /// <summary>Reads what a container token grants, without asking whether it is genuine.</summary>
    /// <exception cref="RpcFault">It is no container token.</exception>
    internal static ContainerTokenIdentifierProto Read(TokenProto token)
    {
        var presented = RequestTokens.Presented(token);
        ContainerTokenIdentifierProto identifier;
        try
        {
            identifier = ProtoBytes.Parse(presented.Span, ContainerTokenIdentifierProto.Parser);
        }
        catch (InvalidProtocolBufferException)
        {
            throw YarnFaults.Yarn("Invalid ContainerToken");
        }

        return identifier.ContainerId?.AppAttemptId?.ApplicationId is not null && identifier.Resource is not null
            ? identifier
            : throw YarnFaults.Yarn("Invalid ContainerToken");
    }

    /// <summary>Checks that the ResourceManager made a container token, for this node.</summary>
    /// <exception cref="RpcFault">It did not, or not for this node.</exception>
    internal void Verify(TokenProto token, ContainerTokenIdentifierProto identifier)
    {
        var id = identifier.ContainerId.ToText();
        if (identifier.NmHostAddr != _nodeId)
        {
            throw YarnFaults.InvalidToken($"Given Container {id} identifier is not valid for current Node manager. Expected : "
                + $"{_nodeId} Found : {Told(identifier.NmHostAddr)}");
        }

        lock (_gate)
        {
            var key = _containers.Find(identifier.MasterKeyId)
                ?? throw YarnFaults.InvalidToken($"Given Container {id} seems to have an illegally generated token.");
            if (!CryptographicOperations.FixedTimeEquals(
                TokenPassword.Of(RequestTokens.Taken(token).Span, key.Bytes.Span), RequestTokens.Password(token)))
            {
                throw YarnFaults.InvalidToken($"Invalid container token used for starting container on : {_nodeId}");
            }
        }
    }

    // What nobody has proved yet stands in an answer and in the log: as much of it as is of use to one who mistook a node.
    private static string Told(string node) => node.Length <= RequestLimits.NodeCharacters ? node : node[..RequestLimits.NodeCharacters];

    private void Roll(KeyPair pair, MasterKeyProto? key, string name)
    {
        if (key is null || key.Equals(pair.Current))
        {
            return;
        }

        if (pair.Current is { } previous)
        {
            pair.Previous = previous;
            state.Put($"{StatePrefix}{name}/previous", previous.ToByteArray());
        }

        pair.Current = key;
        state.Put($"{StatePrefix}{name}/current", key.ToByteArray());
    }

    private sealed class KeyPair
    {
        internal MasterKeyProto? Current { get; set; }

        internal MasterKeyProto? Previous { get; set; }

        internal MasterKeyProto? Find(int id) => Current?.KeyId == id ? Current : Previous?.KeyId == id ? Previous : null;
    }
}
