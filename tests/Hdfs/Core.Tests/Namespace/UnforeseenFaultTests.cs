using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>
/// A call that fails in a way nobody foresaw has changed nothing when the core says so; then it can be refused and the next be taken.
/// </summary>
public sealed class UnforeseenFaultTests
{
    public static TheoryData<string> Calls => [.. Operation.All.Keys.Select(static t => t.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_of_which_nothing_is_as_it_should_be_changes_nothing(string name)
    {
        var cluster = Populated(static side => side);
        var digest = cluster.Core.Digest();
        if (Step(cluster, Empty(name)) is not { } fault)
        {
            return; // answered, or refused by a rule
        }

        Assert.True(cluster.Core.IsUnchanged, fault.ToString());
        Assert.Equal(digest, cluster.Core.Digest());
        Assert.True(cluster.Mkdirs("/next"));
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void Most_calls_of_which_nothing_is_as_it_should_be_do_fail()
    {
        var failed = Operation.All.Keys.Count(t => Step(Populated(static side => side), Empty(t.Name)) is not null);
        Assert.True(failed > 20, $"only {failed} failed: what is tried here is no fault any more");
    }

    [Fact]
    public void A_core_that_says_it_is_unchanged_is_so_wherever_its_block_side_fails()
    {
        var went = new Dictionary<bool, int> { [true] = 0, [false] = 0 };
        for (var action = 0; action < s_actions.Length; action++)
        {
            for (var call = 1; ; call++)
            {
                foreach (var after in new[] { false, true })
                {
                    if (Try(action, call, after) is not { } unchanged)
                    {
                        goto next;
                    }

                    went[unchanged]++;
                }
            }

        next:;
        }

        Assert.True(went[true] > 20 && went[false] > 20, $"{went[true]} calls failed before a change, {went[false]} in the middle of one");
    }

    [Fact]
    public void What_is_refused_is_not_in_the_log_by_half()
    {
        var faults = 0;
        for (var action = 0; action < s_actions.Length; action++)
        {
            for (var call = 1; TryRefusal(action, call) is { } isFault; call++)
            {
                faults += isFault ? 1 : 0;
            }
        }

        Assert.True(faults > 5, $"only {faults} refusals came out of edits");
    }

    /// <summary>Has the given call of the block side refuse, which none does when an edit is applied.</summary>
    /// <returns>Whether it came out as a fault of the server; null: there is no such call.</returns>
    private static bool? TryRefusal(int action, int call)
    {
        var fault = new Faults { Make = static what => new HdfsFault(HdfsError.Io, what) };
        var cluster = Populated(side => fault.Around(side));
        for (var i = 0; i < action; i++)
        {
            s_actions[i](cluster);
        }

        fault.FailAt(call, after: false);
        try
        {
            s_actions[action](cluster);
        }
        catch (Exception e) when (e.InnerException is HdfsFault || e == fault.Made)
        {
            fault.Stop(); // it went through the step: no call is answered by it
            return true;
        }
        catch (HdfsFault)
        {
        }

        var wasReached = fault.Stop();
        Assert.True(
            cluster.Core.Digest() == cluster.Restarted().Core.Digest(),
            $"action {action}, call {call} ({fault.Last}): the log says something else");
        return wasReached ? false : null;
    }

    /// <summary>Fails the given call of the block side, in it or right after it.</summary>
    /// <returns>Whether the core says that it is unchanged; null: there is no such call.</returns>
    private static bool? Try(int action, int call, bool after)
    {
        var fault = new Faults();
        var cluster = Populated(side => fault.Around(side));
        for (var i = 0; i < action; i++)
        {
            s_actions[i](cluster);
        }

        var before = State(cluster);
        fault.FailAt(call, after);
        try
        {
            s_actions[action](cluster);
            fault.Stop();
            return null;
        }
        catch (InjectedFaultException)
        {
            fault.Stop();
        }

        if (cluster.Core.IsUnchanged)
        {
            Assert.True(
                before == State(cluster),
                $"action {action}, call {call} ({fault.Last}): the core says that it is unchanged\n{before}\n{State(cluster)}");
            s_actions[action](cluster);
            Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
        }

        return cluster.Core.IsUnchanged;
    }

    private static readonly Action<Cluster>[] s_actions =
    [
        static c => c.Create("/f"),
        static c => c.AddBlock("/f"),
        static c => c.AddBlock("/f"), // again: the same block
        static c => c.Complete("/f", c.Locations("/f").Blocks[0].Block with { Length = 1024 }),
        static c => c.List("/", locations: true),
        static c => c.Append("/f"),
        static c => c.Locations("/f"),
        static c => c.RecoverLease("/f"),
        static c => c.Create("/d/old", flags: CreateFlags.Create | CreateFlags.Overwrite),
        static c => c.Rename2("/a", "/b", overwrite: true),
        static c => c.Summary("/"),
        static c => c.Chmod("/b", 0x1FF),
        static c => c.Delete("/d"),
        static c => c.Ask(new SetReplicationOf("/b").Request),
        static c => c.Ask(new ReportBadBlocksRequest
        {
            Caller = Cluster.Root,
            Replicas =
            [
                .. c.Blocks.Known.Keys.Take(1).Select(
                    static id => new DataNodeCalls.BadReplica(new Block(id, 0, 0), "uuid-1", "s", "10.0.0.1:9866")),
            ],
        }),
        static c => c.Ask(new SetSafeModeRequest { Caller = Cluster.Root, Action = SafeModeAction.Enter }),
        static c => c.Tick(),
    ];

    private sealed record SetReplicationOf(string Path)
    {
        public NameNodeInput Request => new SetReplicationRequest { Caller = Cluster.Root, Path = Path, Replication = 2 };
    }

    private static Cluster Populated(Func<BlockSide, BlockSide> around)
    {
        var cluster = new Cluster(around);
        cluster.Mkdirs("/d");
        cluster.Write("/a", null, 1024, 10);
        cluster.Write("/b", null, 10);
        cluster.Write("/d/old", null, 10);
        return cluster;
    }

    private static string State(Cluster cluster)
    {
        var blocks = cluster.Blocks.Known.Values.OrderBy(static e => e.Info.Block.Id)
            .Select(static e => string.Create(CultureInfo.InvariantCulture, $"{e.Info} {e.Targets.Count} {e.Live} {e.RecoveryId}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cluster.Core.Digest()} {string.Join(' ', blocks)} "
            + $"{cluster.Blocks.Removed.Count} {cluster.Blocks.InSafeMode} {cluster.Blocks.Ticks}");
    }

    private static NameNodeInput Empty(string name)
    {
        var type = Operation.All.Keys.Single(t => t.Name == name);
        return (NameNodeInput)RuntimeHelpers.GetUninitializedObject(type);
    }

    private static Exception? Step(Cluster cluster, NameNodeInput input)
    {
        try
        {
            cluster.Ask(input);
            return null;
        }
        catch (HdfsFault)
        {
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private sealed class InjectedFaultException(string what) : Exception(what);

    private sealed class Faults
    {
        private int _left = int.MaxValue;
        private bool _after;

        public string Last { get; private set; } = "";

        public void FailAt(int call, bool after) => (_left, _after) = (call, after);

        public Func<string, Exception> Make { get; init; } = static what => new InjectedFaultException(what);

        /// <summary>What was thrown.</summary>
        public Exception? Made { get; private set; }

        /// <returns>Whether the call came that was to fail.</returns>
        public bool Stop()
        {
            var wasReached = _left <= 0;
            _left = int.MaxValue;
            return wasReached;
        }

        public BlockSide Around(BlockSide side) => new(
            Proxy.Of(side.Manager, this), Proxy.Of(side.DataNodes, this), Proxy.Of(side.View, this));

        public object? Call(MethodInfo method, object target, object?[]? arguments)
        {
            if (_left != int.MaxValue && --_left == 0)
            {
                Last = method.Name;
                if (_after)
                {
                    method.Invoke(target, arguments);
                }

                throw Made = Make(method.Name);
            }

            try
            {
                return method.Invoke(target, arguments);
            }
            catch (TargetInvocationException e)
            {
                throw e.InnerException!;
            }
        }
    }

    public class Proxy : DispatchProxy
    {
        private Func<MethodInfo, object?[]?, object?> _call = null!;

        internal static T Of<T>(T target, object faults)
            where T : class
        {
            var made = Create<T, Proxy>();
            ((Proxy)(object)made)._call = (method, arguments) => ((Faults)faults).Call(method, target, arguments);
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _call(targetMethod!, args);
    }
}
