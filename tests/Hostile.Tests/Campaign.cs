using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

/// <summary>Calls every method of a server with every extreme and looks after each at what others see of it.</summary>
internal sealed class Campaign : IAsyncDisposable
{
    /// <summary>In the default sample: one of this many of the extremes of about a megabyte, and of tens of them.</summary>
    private const int LargeShare = 12;
    private const int HugeShare = 150;

    /// <summary>Elements of each list when all of a request are long.</summary>
    private const int Lengthened = 20_000;

    private readonly IWorld _world;
    private readonly RpcClient _attacker = new(new RpcClientOptions("mallory") { CallTimeout = Findings.Patience });
    private readonly List<Task> _late = [];
    private int _answered;

    public Campaign(IWorld world, Findings findings)
    {
        _world = world;
        Findings = findings;
    }

    public Findings Findings { get; }

    /// <summary>Tries everything that the world answers.</summary>
    public async Task RunAsync()
    {
        foreach (var method in _world.Methods)
        {
            if (Environment.GetEnvironmentVariable("HATHI_HOSTILE_METHOD") is not { } only
                || method.ToString().Contains(only, StringComparison.Ordinal))
            {
                await RunAsync(method);
            }
        }

        Findings.Tell($"calls of {_world.Methods.Count} methods of {_world.GetType().Name}, {_answered} of them carried out,");
    }

    public ValueTask DisposeAsync() => _attacker.DisposeAsync();

    private async Task RunAsync(ServedMethod method)
    {
        await CallAsync(method, _world.UsersOf(method)[^1], "as it should be", Weight.Small, static (_, _) => { });
        await CallAsync(
            method, _world.UsersOf(method)[0], "all lists long", Weight.Large, static (m, _) => Extremes.LengthenAll(m, Lengthened));
        foreach (var mutation in Mutation.Of(method.NewRequest().Descriptor, _world.Others))
        {
            foreach (var user in Chosen(method, mutation))
            {
                await CallAsync(method, user, mutation.ToString(), mutation.Extreme.Weight, mutation.Apply);
            }
        }

        await Task.WhenAll(_late);
        _late.Clear();
        await SettleAsync(method);
        await Findings.LookAsync(method.ToString());
        Findings.LookAtMemory(method.ToString());
    }

    /// <summary>
    /// Returns when nothing of the calls is on its way any more. A call that is refused by its first bytes is answered while the attacker
    /// still sends it, from memory of its own; what comes behind it on the same connection is answered when it has been read.
    /// </summary>
    private async Task SettleAsync(ServedMethod method)
    {
        foreach (var user in _world.UsersOf(method))
        {
            await TryAsync(method with { Name = "nobody" }, user, new Empty(), "the last of them", Weight.Large);
        }
    }

    /// <summary>Who tries an extreme: everybody, or in a sample one of them, or nobody.</summary>
    private IReadOnlyList<string> Chosen(ServedMethod method, Mutation mutation)
    {
        var users = _world.UsersOf(method);
        return !Findings.Takes(mutation.Extreme.Weight, LargeShare, HugeShare) ? []
            : mutation.Extreme.Weight == Weight.Small || Findings.All ? users
            : [users[Findings.Random.Next(users.Count)]];
    }

    private async Task CallAsync(ServedMethod method, string user, string what, Weight weight, Action<IMessage, Template> change)
    {
        await _world.PrepareAsync(method);
        var template = new Template(field => _world.Known(method, field));
        var request = template.Build(method.NewRequest().Descriptor);
        change(request, template);
        Findings.Called();
        var name = $"{method} by {user} with {what} ({weight})";
        var call = TryAsync(method, user, request, name, weight);
        if (weight != Weight.Small)
        {
            await Findings.LookAsync($"{name}, while it is read and carried out");
        }

        if (_world.AnswersLate(method))
        {
            _late.Add(call);
        }
        else
        {
            await Task.WhenAny(call, _world.Failed);
        }

        if (_world.Failed.IsCompleted)
        {
            Findings.Fault($"{name} ENDED THE SERVER: {_world.Failed.Exception?.GetBaseException()}");
            await _world.ReviveAsync();
            Findings.Forget();
            return;
        }

        await Findings.LookAsync(name);
    }

    private async Task TryAsync(ServedMethod method, string user, IMessage request, string name, Weight weight)
    {
        try
        {
            var options = new RpcCallOptions { User = user, Token = _world.TokenFor(method) };
            await _attacker.CallAsync(
                method.EndPoint, method.Protocol, method.Name, request, Empty.Parser, options, CancellationToken.None);
            _answered++;
        }
        catch (RpcRemoteException e)
        {
            if (e.JavaClass == JavaErrors.Runtime)
            {
                Findings.Fault($"{name}: {e.FirstLine}");
            }
        }
        catch (RpcConnectionException e)
        {
            // A request that is longer than a method takes may be cut off; a short one has a right to an answer.
            if (weight == Weight.Small && !_world.Failed.IsCompleted)
            {
                Findings.Fault($"{name}: no answer: {e.Message}");
            }
        }
    }
}
