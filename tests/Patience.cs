using System.Diagnostics;
using System.Net.Sockets;

namespace Hathi.Tests;

/// <summary>
/// How long a test waits for what only comes when the code is right: without an end it would hang where it should fail. It is no time that
/// anything may take; a busy machine is late. Compiled into every test project.
/// </summary>
internal static class Patience
{
    /// <summary>The one bound of all tests.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Pieces of work of a Core that a test does at most: far more than any needs, and soon over.</summary>
    public const int MaxPieces = 10_000_000;

    /// <summary>The task's result; <see cref="TimeoutException"/> where it does not come.</summary>
    public static Task<T> Patiently<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task Patiently(this Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task<T> Patiently<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task Patiently(this ValueTask task) => task.AsTask().WaitAsync(Limit);

    /// <summary>Does it until it is true, without a pause.</summary>
    public static void Until(Func<bool> isDone)
    {
        var end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (!isDone())
        {
            Assert.True(Environment.TickCount64 < end, "this has not become true");
        }
    }

    /// <summary>The next connection of a socket that listens.</summary>
    public static Socket AcceptPatiently(this Socket listener)
    {
        Assert.True(listener.Poll(Limit, SelectMode.SelectRead), "nobody has connected");
        return listener.Accept();
    }

    /// <summary>The end of a process; one that does not come to it is ended.</summary>
    public static void WaitPatiently(this Process process)
    {
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the process did not end");
        }
    }
}
