using Hathi.Tests.Cases;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Tests.Cases;

/// <summary>The words of cases about queues, places and preemption: what they mean stands in tests/Cases/README.md.</summary>
internal sealed class YarnLanguage : Language
{
    private const string Nothing = "nothing";
    private const int UsualPriority = 1;
    private const int MiB = 1024;

    private readonly ResourceManagerStage _stage = new();

    public YarnLanguage()
    {
        Settings();
        Applications();
        Nodes();
        Questions();
        ThenRefused();
    }

    protected override string? RefusalOf(Exception e) => e is RmFault fault ? $"{fault.Error}: {fault.Message}" : null;

    private void Settings()
    {
        Given(
            "queue {queue} has {capacity} %[ up to {maximum} %][, a user at least {part} % of it][, a user at most {factor} times it]"
            + "[, masters at most {masters} %][, is fair][, is never preempted]",
            m => _stage.AddQueue(m["queue"], q => q with
            {
                Capacity = m.Number("capacity"),
                MaximumCapacity = m.Has("maximum") ? m.Number("maximum") : q.MaximumCapacity,
                MinimumUserLimitPercent = m.Has("part") ? m.Int("part") : q.MinimumUserLimitPercent,
                UserLimitFactor = m.Has("factor") ? m.Number("factor") : q.UserLimitFactor,
                MaximumAmResourcePercent = m.Has("masters") ? m.Number("masters") / 100 : q.MaximumAmResourcePercent,
                Fair = m.Says("is fair"),
                PreemptionDisabled = m.Says("is never preempted"),
            }));
        Given("preemption[ of at most {part} % a round]", m => _stage.Set(o => o with
        {
            PreemptionEnabled = true, PreemptionPerRound = m.Has("part") ? m.Number("part") / 100 : o.PreemptionPerRound,
        }));
        Given("priorities up to {priority}", m => _stage.Set(o => o with { MaxPriority = m.Int("priority") }));
        Given("opportunities are counted every {seconds} s", m =>
            _stage.Set(o => o with { OpportunityInterval = m.Long("seconds") * 1_000 }));
        Given("{node} has {gib} GiB[ on rack {rack}]", m =>
            _stage.AddNode(m["node"], m.Int("gib"), m.Has("rack") ? m["rack"] : "/default-rack"));
    }

    private void Applications()
    {
        When("{user} submits {job}[ to {queue}][ with priority {priority}][ for nodes labelled {label}]", Submit);
        When("{user} runs {job}[ in {queue}][ with priority {priority}]", m =>
        {
            Submit(m);
            _stage.StartMaster(m["job"]);
        });
        When("the master of {job} starts", m => _stage.StartMaster(m["job"]));
        When("{user} kills {job}", m => _stage.Kill(m["job"]));
        When(
            "{job} asks for {count} container(s) of {gib} GiB[ at priority {priority}][ on {hosts…}][ or on rack {rack}][ or anywhere]"
            + "[ on nodes labelled {label}]",
            m => _stage.Hear(m["job"], Asks(m)));
        When("{job} gives back {count} container(s) on {node}", m => _stage.GiveBack(m["job"], m.Int("count"), m["node"]));
        When("{job} wants nothing on {hosts…}", m => _stage.Hear(m["job"], unwanted: [.. m.List("hosts")]));
        When("{count} container(s) of {job} end(s) on {node}", m => _stage.End(m["job"], m.Int("count"), m["node"]));
    }

    private void Nodes()
    {
        When("{node} falls silent", m => _stage.SetSilent(m["node"], isSilent: true));
        When("{node} is heard again", m => _stage.SetSilent(m["node"], isSilent: false));
        When("{seconds} s pass", m => _stage.Pass(m.Int("seconds")));
    }

    private void Questions()
    {
        Then("{job} gets", m =>
        {
            var job = Heard(m);
            var news = ByNode(job.News);
            job.News.Clear();
            return news;
        });
        Then("{job} loses", m =>
        {
            var job = Heard(m);
            var lost = job.Lost.GroupBy(static l => (How: Describe(l.ExitCode), l.Container.Node.Host));
            var text = Text(lost.Select(static g => $"{g.Count()} {g.Key.How} on {g.Key.Host}").Order(StringComparer.Ordinal));
            job.Lost.Clear();
            return text;
        });
        Then("{job} is asked to give back", m =>
        {
            var job = Heard(m);
            return ByNode(job.Held.FindAll(c => job.Preempted.Contains(c.Id)));
        });
        Then("{job} has", m =>
        {
            var usage = _stage.Report(m["job"]).Usage;
            return $"{usage.Containers} containers, {Describe(usage.Used)}";
        });
        Then("what is kept for {job}", m => _stage.Report(m["job"]).Usage is { ReservedContainers: > 0 } usage
            ? $"{usage.ReservedContainers} of {Describe(usage.Reserved)}"
            : Nothing);
        Then("why {job} waits", m => _stage.Report(m["job"]).Diagnostics is { Length: > 0 } why ? why : Nothing);
        Then("the state of {job}", m => _stage.Report(m["job"]).State.ToString());
        Then("masters that may start", _ => Text(_stage.MastersToStart));
    }

    private void Submit(Slots m) => _stage.Submit(
        m["user"], m["job"], m.Has("queue") ? m["queue"] : "default", m.Has("priority") ? m.Int("priority") : -1, m["label"]);

    // Hosts named alone: only they will do. "or on rack" lets in the rack, "or anywhere" all nodes.
    private ResourceAsk[] Asks(Slots m)
    {
        var (count, hosts) = (m.Int("count"), m.List("hosts"));
        var relax = (hosts.Count == 0 && !m.Has("rack")) || m.Says("or anywhere");
        var priority = m.Has("priority") ? m.Int("priority") : UsualPriority;
        ResourceAsk Ask(string place, bool isRelaxed) =>
            Cluster.Ask(priority, place, m.Int("gib") * MiB, count, isRelaxed) with { NodeLabel = m["label"] };
        IEnumerable<string> racks = m.Has("rack") ? [m["rack"]] : hosts.Select(_stage.RackOf).Distinct(StringComparer.Ordinal);
        return [.. hosts.Select(h => Ask(h, true)), .. racks.Select(r => Ask(r, m.Has("rack"))), Ask(ResourceAsk.Any, relax)];
    }

    private ResourceManagerStage.Job Heard(Slots m)
    {
        _stage.Hear(m["job"]);
        return _stage.JobOf(m["job"]);
    }

    private static string ByNode(IEnumerable<GrantedContainer> containers)
    {
        var groups = containers.GroupBy(static c => (c.Node.Host, c.Resource));
        return Text(groups.Select(static g => $"{g.Count()} of {Describe(g.Key.Resource)} on {g.Key.Host}").Order(StringComparer.Ordinal));
    }

    private static string Text(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } text ? text : Nothing;

    private static string Describe(Resource resource) => $"{resource.MemoryMiB / MiB} GiB";

    private static string Describe(int exitCode) => exitCode switch
    {
        ExitStatus.Success => "that ended",
        ExitStatus.Preempted => "preempted",
        ExitStatus.Aborted => "given back or lost",
        _ => $"with exit status {exitCode}",
    };
}
