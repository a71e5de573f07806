using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;
using Hathi.Tests.Cases;

namespace Hathi.Hdfs.Core.Tests.Cases;

/// <summary>The words of cases about blocks and leases: what they mean stands in tests/Cases/README.md.</summary>
internal sealed class HdfsLanguage : Language
{
    private const string Nothing = "nothing";

    private readonly NameNodeStage _stage;
    private readonly Dictionary<TestNode, int> _toldOrders = [];
    private int _toldNotes;
    private string _answer = Nothing;

    public HdfsLanguage(ulong seed)
    {
        _stage = new NameNodeStage(seed);
        Nodes();
        Writers();
        Recoveries();
        PlaceQuestions();
        LeaseQuestions();
        ThenRefused();
    }

    protected override string? RefusalOf(Exception e) => e switch
    {
        HdfsFault fault => $"{fault.Error}: {fault.Message}",
        ReplicaFault fault => $"{fault.Error}: {fault.Message}",
        _ => null,
    };

    protected override void BeginNews()
    {
        _answer = Nothing;
        _toldNotes = _stage.Notes.Count;
    }

    private void Nodes()
    {
        Given("nodes {nodes…} on rack {rack}", m => Each(m.List("nodes"), name => _stage.AddNode(name, m["rack"])));
        Given("{client} on {node}", m => _stage.Put(m["client"], m["node"]));
        Given("{node} has room for {blocks} block(s)", m =>
        {
            var node = _stage.Node(m["node"]);
            node.Volumes[0].Remaining = (m.Long("blocks") * NameNodeStage.BlockSize) + 1;
            node.Beat();
        });
        Given("{node} has {transfers} transfers", m =>
        {
            var node = _stage.Node(m["node"]);
            node.TransferThreads = m.Int("transfers");
            node.Beat();
        });
        Given("{node} is to leave", m => _stage.Leave(_stage.Node(m["node"])));
        When("{nodes…} fall(s) silent", m => Each(m.List("nodes"), name => _stage.Node(name).Up = false));
        When("{node} comes back", m => _stage.Node(m["node"]).Start());
        When("{node} sends a heartbeat", m => _stage.Node(m["node"]).Live(obey: true));
        When("{seconds} s pass", m => _stage.Pass(m.Long("seconds")));
    }

    private void Writers()
    {
        When("{client} writes a block of {file} with {count} replica(s)[ excluding {excluded…}][ favouring {favoured…}]", m =>
        {
            _stage.Create(m["client"], m["file"], m.Int("count"));
            _stage.AddBlock(m["client"], m["file"], m.List("excluded"), m.List("favoured"));
        });
        When("{client} asks for {count} more node(s) for {file} beside {nodes…}[ excluding {excluded…}]", m =>
            _stage.AddNodes(m["client"], m["file"], m.Int("count"), m.List("nodes"), m.List("excluded")));
        When("{client} creates {file}", m => _stage.Create(m["client"], m["file"], replication: 3));
        When("{client} asks for a block of {file}", m => _stage.AddBlock(m["client"], m["file"], [], []));
        When("{nodes…} receive(s) {bytes} bytes of {block}", m =>
            Each(m.List("nodes"), n => _stage.Receive(_stage.Node(n), m["block"], m.Long("bytes"))));
        When("{nodes…} finish(es) {block} with {bytes} bytes", m =>
            Each(m.List("nodes"), n => _stage.Finish(_stage.Node(n), m["block"], m.Long("bytes"))));
        When("{client} completes {file}", m => _answer = YesOrNo(_stage.Complete(m["client"], m["file"])));
        When("{client} appends to {file}", m => _stage.Append(m["client"], m["file"]));
        When("{client} renews its leases", m => _stage.Renew(m["client"]));
        When("{client} asks for a new stamp for {block}", m => _stage.Stamp(m["client"], m["block"]));
        When("{client} goes on with {block} on {nodes…}", m =>
            _stage.GoOn(m["client"], m["block"], [.. m.List("nodes").Select(_stage.Node)]));
    }

    private void Recoveries()
    {
        When("{client} recovers the lease of {file}", m => _answer = YesOrNo(_stage.RecoverLease(m["client"], m["file"])));
        When("{node} recovers {block}", m => _stage.Recover(_stage.Node(m["node"]), m["block"]));
    }

    private void PlaceQuestions()
    {
        Then("the pipeline", _ => Names(_stage.Targets.Select(NameNodeStage.NameOf)));
        Then("the nodes", _ => ByName(_stage.Targets));
        Then("the racks", _ => Names(_stage.Targets.Select(static t => t.Node.Rack)));
        Then("replica {number}", m => Names(_stage.Targets.Skip(m.Int("number") - 1).Take(1).Select(NameNodeStage.NameOf)));
    }

    private void LeaseQuestions()
    {
        Then("the answer", _ => _answer);
        Then("the holder of {file}", m => _stage.HolderOf(m["file"]) ?? "nobody");
        Then("the length of {file}", m => $"{_stage.Status(m["file"]).Length} bytes");
        Then("the blocks of {file}", m => Text(_stage.Locations(m["file"]).Blocks.Select(b => Describe(b))));
        Then("the orders to {node}", m => Orders(_stage.Node(m["node"])));
        Then("{node} holds", m =>
            Text(_stage.Node(m["node"]).Volumes[0].Replicas.Values.Select(r => $"{Describe(r.Block)}, {Describe(r.State)}")));
        Then("the log says", _ => Text(_stage.Notes.Skip(_toldNotes)));
    }

    private string Orders(TestNode node)
    {
        var told = _toldOrders.GetValueOrDefault(node);
        _toldOrders[node] = node.Orders.Count;
        return Text(node.Orders.Skip(told).Select(o => $"recover {_stage.NameOf(o.Block)} as {o.RecoveryId} with {ByName(o.Locations)}"));
    }

    private string Describe(LocatedBlock located) => $"{Describe(located.Block)}, on {ByName(located.Locations)}";

    private string Describe(Block block) => $"{_stage.NameOf(block)} of {block.Length} bytes, stamp {block.GenerationStamp}";

    private static string Describe(ReplicaState state) => state switch
    {
        ReplicaState.Finalized => "finished",
        ReplicaState.BeingWritten => "being written",
        _ => "left over",
    };

    private static string ByName(IEnumerable<ReplicaLocation> locations) =>
        Names(locations.Select(NameNodeStage.NameOf).Order(StringComparer.Ordinal));

    private static string Text(IEnumerable<string> parts) => string.Join("; ", parts) is { Length: > 0 } text ? text : Nothing;

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "none";

    private static string YesOrNo(bool yes) => yes ? "yes" : "no";

    private static void Each(IReadOnlyList<string> names, Action<string> act)
    {
        foreach (var name in names)
        {
            act(name);
        }
    }
}
