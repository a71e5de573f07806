using System.Runtime.CompilerServices;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>What every protocol of the NameNode shares: the engine to ask, the mappings, who calls.</summary>
internal sealed class CallSite(ICallTarget engine, BlockMapping blocks, IUserGroups groups)
{
    private readonly ConditionalWeakTable<RpcPeer, Caller> _callers = [];

    public ICallTarget Engine { get; } = engine;

    public BlockMapping Blocks { get; } = blocks;

    public IUserGroups Groups { get; } = groups;

    /// <summary>
    /// Who calls, with the groups of now. Done at once when they are known: the same object for a connection until they are others.
    /// </summary>
    public ValueTask<Caller> CallerOfAsync(RpcCallContext call)
    {
        var groups = Groups.GroupsOfAsync(call.User);
        return groups.IsCompletedSuccessfully ? new(CallerOf(call.Peer, groups.Result)) : AwaitedAsync(call.Peer, groups);
    }

    /// <summary>Refuses whoever is no superuser, in the words of the operation.</summary>
    /// <param name="call">Whose.</param>
    /// <param name="operation">As Apache's FSNamesystem calls it in the refusal.</param>
    public async ValueTask RequireSuperUserAsync(RpcCallContext call, string operation) => await Engine.AskAsync(
        new CheckSuperUserRequest
        {
            Caller = await CallerOfAsync(call).ConfigureAwait(false),
            Operation = operation,
        }).ConfigureAwait(false);

    /// <summary>What is at a path, for calls that need no more of the name space than that it is there and may be seen.</summary>
    /// <param name="call">Whose.</param>
    /// <param name="path">Checked.</param>
    /// <param name="missing">What the refusal says when it is not there.</param>
    /// <exception cref="RpcFault">It is not there.</exception>
    public async ValueTask<FileStatus> StatusAsync(RpcCallContext call, string path, string missing)
    {
        var caller = await CallerOfAsync(call).ConfigureAwait(false);
        return await Engine.AskAsync(new GetFileInfoRequest { Caller = caller, Path = path, ResolveLink = true }).ConfigureAwait(false)
            ?? throw new RpcFault(JavaExceptions.FileNotFound, $"{missing}: {path}");
    }

    /// <summary>Refuses whoever may not read what is at a path, for calls that tell of it.</summary>
    /// <param name="call">Whose.</param>
    /// <param name="path">Checked.</param>
    /// <param name="missing">What the refusal says when it is not there.</param>
    public async ValueTask RequireReadableAsync(RpcCallContext call, string path, string missing) => await Engine.AskAsync(
        new CheckAccessRequest
        {
            Caller = await CallerOfAsync(call).ConfigureAwait(false),
            Path = path,
            Action = FsAction.Read,
            Missing = missing,
        }).ConfigureAwait(false);

    /// <summary>
    /// The identity of a call that must not be carried out twice; none when the client has none: two such clients must not
    /// get each other's answers.
    /// </summary>
    /// <exception cref="RpcFault">The client has an id that is none, as Apache's RetryCache refuses it.</exception>
    public static CallKey KeyOf(RpcCallContext call)
    {
        if (call.CallId >= 0 && call.ClientIdLength is not 0 and not RpcClientId.Length)
        {
            throw new RpcFault(
                JavaExceptions.IllegalArgument, $"Invalid clientId - length is {call.ClientIdLength} expected length {RpcClientId.Length}");
        }

        return call.ClientId == RpcClientId.None || call.CallId < 0
            ? CallKey.None
            : new(call.ClientId.High, call.ClientId.Low, call.CallId);
    }

    private async ValueTask<Caller> AwaitedAsync(RpcPeer peer, ValueTask<IReadOnlyList<string>> groups) =>
        CallerOf(peer, await groups.ConfigureAwait(false));

    private Caller CallerOf(RpcPeer peer, IReadOnlyList<string> groups)
    {
        if (_callers.TryGetValue(peer, out var known) && ReferenceEquals(known.Groups, groups))
        {
            return known;
        }

        var caller = new Caller(peer.User, groups, peer.Remote.Address.ToString());
        _callers.AddOrUpdate(peer, caller);
        return caller;
    }
}
