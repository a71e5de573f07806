using Google.Protobuf.Reflection;
using Hathi.Hadoop.Tokens;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A server that has nothing for those who call: neither things that requests could be about, nor tokens for them.</summary>
internal sealed class StrangerWorld(IReadOnlyList<ServedMethod> methods) : IWorld
{
    private readonly Task _never = new TaskCompletionSource().Task;

    public IReadOnlyList<ServedMethod> Methods => methods;

    public Task Failed => _never;

    public IReadOnlyList<string> UsersOf(ServedMethod method) => ["mallory"];

    public Task ReviveAsync() => throw new InvalidOperationException("the server ended");

    public Task PrepareAsync(ServedMethod method) => Task.CompletedTask;

    public object? Known(ServedMethod method, FieldDescriptor field) => null;

    public IEnumerable<object> Others(FieldDescriptor field) => [];

    public Token? TokenFor(ServedMethod method) => null;

    public Task ProbeAsync() => Task.CompletedTask;
}
