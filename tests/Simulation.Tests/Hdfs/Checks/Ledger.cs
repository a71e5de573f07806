using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>
/// The checker of the name space. It sees each call in the order in which the NameNode takes it, says beforehand what must come of it,
/// keeps the tree as it should be (the durable one, and the one with what is not yet durable), and after each restart demands exactly the
/// tree that belongs to the edits that were recovered: all that was acknowledged, each call wholly or not at all.
/// </summary>
internal sealed class Ledger
{
    private readonly World _world;
    private readonly NamespaceRules _rules;
    private readonly BlockRules _blockRules;
    private readonly Queue<(long Index, Action<TreeModel> Change)> _pending = new();
    private readonly List<Action<TreeModel>> _changes = [];
    private TreeModel _durable;
    private long _durableIndex;
    private long _acknowledged;
    private long _lastIndex;

    public Ledger(World world, NameNodeOptions options)
    {
        _world = world;
        _rules = new NamespaceRules(options);
        _blockRules = new BlockRules(world);
        _durable = new TreeModel(options.SuperUser, options.SuperGroup);
        Tree = _durable.Clone();
    }

    /// <summary>The tree as the serving NameNode has it.</summary>
    public TreeModel Tree { get; private set; }

    /// <summary>Folds in every edit and every answer: equal only for equal runs.</summary>
    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    /// <summary>Somebody was answered in the knowledge of the edits up to here.</summary>
    public void Acknowledge(long index) => _acknowledged = Math.Max(_acknowledged, index);

    /// <summary>The NameNode is about to take a call.</summary>
    public Outcome Expect(NameNodeInput input, Now now, bool safeMode)
    {
        if (input is IAtMostOnce { Key.CallId: >= 0 } request && Tree.Answers.TryGetValue(request.Key, out var first))
        {
            _world.Report.Add("retries answered from the cache", 1);
            return Outcome.Done(first, null);
        }

        return _rules.Predict(Tree, input, now, safeMode);
    }

    /// <summary>The NameNode has taken it.</summary>
    /// <param name="input">The call.</param>
    /// <param name="expected">From <see cref="Expect"/>.</param>
    /// <param name="effects">What the core asked for.</param>
    /// <param name="index">Of the newest edit.</param>
    /// <param name="core">For looking up what was left open.</param>
    /// <param name="now">Time of the step.</param>
    public void Stepped(NameNodeInput input, Outcome expected, IReadOnlyList<Effect> effects, long index, NameNodeCore core, Now now)
    {
        var edited = index > _lastIndex;
        Mix(effects);
        var reply = Reply(effects);
        _changes.Clear();
        if (reply?.Fault is HdfsFault failed)
        {
            _world.Check(
                expected.IsOpen || expected.Faults.Contains(failed.Error),
                $"{Describe(input)} was refused with {failed.Error} ({failed.Message}), expected {Describe(expected)}");
        }
        else
        {
            CheckGranted(input, expected, reply?.Result);
        }

        if (edited && (expected.IsOpen || input is not ClientRequest))
        {
            Look(core, now, input);
        }

        _world.Check(edited || _changes.Count == 0, $"{Describe(input)} changes the name space and no edit is logged");
        if (edited)
        {
            _world.Check(expected.IsOpen || _changes.Count > 0, $"{Describe(input)} changes nothing and logs an edit");
            _world.Check(index == _lastIndex + 1, "one step is one record");
            _lastIndex = index;
            foreach (var change in _changes)
            {
                _pending.Enqueue((index, change));
            }
        }
    }

    /// <summary>Edits up to here are on the medium.</summary>
    public void Durable(long index)
    {
        _durableIndex = Math.Max(_durableIndex, index);
        while (_pending.TryPeek(out var next) && next.Index <= index)
        {
            _pending.Dequeue().Change(_durable);
        }
    }

    /// <summary>A NameNode has started from its directory.</summary>
    public void Recovered(NameNodeCore core, long index, Now now)
    {
        _world.Check(index >= _acknowledged, $"edits up to {_acknowledged} were acknowledged, a restart found {index}");
        _world.Check(
            index <= _lastIndex && index >= _durableIndex,
            $"a restart found edit {index}, {_lastIndex} were logged and {_durableIndex} durable");
        Durable(index);
        _world.Report.Add("unacknowledged edits lost at a restart", _lastIndex - index);
        _pending.Clear();
        _lastIndex = index;
        Tree = _durable.Clone();
        new TreeComparison(_world, core, now).Check(Tree, $"after a restart at edit {index}");
    }

    /// <summary>A second core was brought to the durable state, as for a checkpoint.</summary>
    public void CheckDurable(NameNodeCore core, long index, Now now)
    {
        _world.Check(index == _durableIndex, $"a checkpoint of edit {index} while {_durableIndex} are durable");
        new TreeComparison(_world, core, now).Check(_durable, $"in a checkpoint of edit {index}");
    }

    /// <summary>A core should hold what the serving one holds.</summary>
    public void CheckLive(NameNodeCore core, Now now, string where) => new TreeComparison(_world, core, now).Check(Tree, where);

    private static Effect? Reply(IReadOnlyList<Effect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect.Kind is EffectKind.Reply or EffectKind.Refuse)
            {
                return effect;
            }
        }

        return null;
    }

    private void CheckGranted(NameNodeInput input, Outcome expected, object? answer)
    {
        _world.Check(expected.Faults.Count == 0, $"{Describe(input)} was granted, expected {Describe(expected)}");
        if (!expected.IsOpen)
        {
            _world.Check(
                Answers.Equal(expected.Answer, answer),
                $"{Describe(input)} was answered {answer ?? "nothing"}, expected {Answers.Describe(expected.Answer)}");
        }

        if (expected.Change is { } change)
        {
            Do(change);
        }

        if (input is IAtMostOnce { Key.CallId: >= 0 } request && answer is not false && !Tree.Answers.ContainsKey(request.Key))
        {
            Do(t => t.Answers.Add(request.Key, answer));
        }
    }

    // What the step did to files that are or were being written.
    private void Look(NameNodeCore core, Now now, NameNodeInput input)
    {
        var query = new CoreQuery(core, now);
        var holders = query.Holders();
        var touched = Tree.OpenFiles.Select(f => f.Id).Union(holders.Keys).Order().ToList();
        foreach (var id in touched)
        {
            var before = Tree.Find(id);
            var after = query.Find(id);
            _world.Check(
                before is not null && after is not null, $"{Describe(input)} made inode {id} {(after is null ? "vanish" : "appear")}");
            var holder = holders.GetValueOrDefault(id);
            _blockRules.Check(input, before!, after!, holder);
            Follow(before!, after!, holder);
        }
    }

    private void Follow(ModelInode before, FsckEntry after, string? holder)
    {
        var blocks = after.Blocks.Select(static b => b.Located.Block).ToList();
        var (id, time) = (before.Id, after.Status.ModificationTime);
        if (before.Holder != holder || before.ModificationTime != time || !before.Blocks.SequenceEqual(blocks))
        {
            Do(t =>
            {
                var file = t.Get(id);
                file.Holder = holder;
                file.Blocks = blocks;
                file.ModificationTime = time;
            });
        }
    }

    private void Do(Action<TreeModel> change)
    {
        change(Tree);
        _changes.Add(change);
    }

    private void Mix(IReadOnlyList<Effect> effects)
    {
        foreach (var effect in effects)
        {
            var error = effect.Fault is HdfsFault fault ? (ulong)fault.Error : 0;
            Fingerprint = (Fingerprint ^ (ulong)effect.Kind ^ (error << 8)) * 1099511628211;
            foreach (var b in effect.Record.Span)
            {
                Fingerprint = (Fingerprint ^ b) * 1099511628211;
            }
        }
    }

    private static string Describe(NameNodeInput input) => Answers.Describe(input);

    private static string Describe(Outcome outcome) =>
        outcome.IsOpen
            ? "anything"
            : outcome.Faults.Count > 0 ? string.Join(" or ", outcome.Faults)
            : $"the answer {Answers.Describe(outcome.Answer)}";
}
