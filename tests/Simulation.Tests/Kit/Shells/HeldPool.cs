using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// The thread pool of a process whose pool has one worker, which runs the world and never comes back to the pool: what shells queue there
/// waits until the world has a thread of its own run it, first come, first run. So the same run queues, and runs, the same.
/// </summary>
/// <remarks>
/// .NET has no way to bring a pool of one's own, hence its private members; a runtime without them fails at the first use, by name.
/// </remarks>
internal static class HeldPool
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private static readonly object s_queue = typeof(ThreadPool).GetField("s_workQueue", Hidden)?.GetValue(null)
        ?? throw Missing("ThreadPool.s_workQueue");
    private static readonly MethodInvoker s_locals = Invoker("GetOrCreateThreadLocals");
    private static readonly MethodInvoker s_dequeue = Invoker("Dequeue");
    private static readonly MethodInvoker s_dispatch = Invoker("DispatchWorkItem");
    private static readonly object s_of = s_locals.Invoke(s_queue)!;

    [ThreadStatic]
    private static bool t_isHeld;

    /// <summary>This thread is the one that <see cref="Hold"/> runs something on.</summary>
    public static bool IsHeld => t_isHeld;

    /// <summary>How a process must be started so that its pool can be held: variables of its environment.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "1",
        ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1",

        // One thread runs at a time: who waits for it need not spin, and a collector of its own does not help.
        ["DOTNET_PROCESSOR_COUNT"] = "1",
        ["DOTNET_gcConcurrent"] = "0",
    };

    /// <summary>Runs something on the pool's only worker, which from then on is held, and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">The pool has more workers: see <see cref="Environment"/>.</exception>
    public static void Hold(Action run)
    {
        // Now, on a thread that runs nothing of the world: who asks the pool for its locals queues to a list of its own from then on, which
        // is emptied last come, first run. At the first drain it would be a thread of the first world.
        RuntimeHelpers.RunClassConstructor(typeof(HeldPool).TypeHandle);
        ThreadPool.GetMaxThreads(out var workers, out _);
        if (workers != 1)
        {
            throw new InvalidOperationException($"the thread pool of this process has {workers} workers; it takes one");
        }

        // Not a task: who waits for one that no worker has taken yet runs it himself, and the worker would be free to run at any time
        // what shells queue.
        ExceptionDispatchInfo? failure = null;
        using var end = new ManualResetEventSlim();
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                t_isHeld = true;
                try
                {
                    run();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }

                end.Set();
            },
            null);
        end.Wait();
        failure?.Throw();
    }

    /// <summary>Runs what is queued, and what that queues, until nothing is left; on any thread but that of the pool.</summary>
    public static void Drain()
    {
        Span<object?> arguments = [s_of, false];
        while (s_dequeue.Invoke(s_queue, arguments) is { } item)
        {
            (arguments[0], arguments[1]) = (item, Thread.CurrentThread);
            s_dispatch.Invoke(s_queue, arguments);
            (arguments[0], arguments[1]) = (s_of, false);
        }
    }

    private static MethodInvoker Invoker(string name) =>
        MethodInvoker.Create(s_queue.GetType().GetMethod(name, Hidden) ?? throw Missing("ThreadPoolWorkQueue." + name));

    private static MissingMemberException Missing(string member) => new($"this runtime ({System.Environment.Version}) has no {member}");
}
