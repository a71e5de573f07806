using System.Globalization;
using Hathi.Base;
using Hathi.Tests.Cases;

namespace Hathi.MapReduce.Core.Tests.Cases;

/// <summary>
/// The words of cases about a job's tasks: what they mean stands in tests/Cases/README.md. The job begins with what happens first: its
/// output is prepared, and the ResourceManager was heard.
/// </summary>
internal sealed class JobLanguage : Language
{
    private const string Nothing = "nothing";
    private const string TheJob = "the job";
    private const string Rack = "/r";
    private const long RoomInPlenty = 100_000;
    private const long ContainerMemory = 1024;

    private readonly List<JobEffect> _effects = [];
    private readonly Dictionary<string, List<string>> _told = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(int Priority, string Location), int> _asks = [];
    private JobPlan _plan = new() { Id = "1_0001", Maps = [], Reduces = 0, Limits = new JobLimits(), MasterAttempt = 1, Recovered = [] };
    private JobCore? _core;
    private int _nodes = 3;
    private long _now = 1_000_000;

    public JobLanguage()
    {
        Job();
        Containers();
        Attempts();
        Commits();
        Then("the asks", _ => Text(", ", _asks.Where(static a => a.Value > 0).Select(static a => Describe(a))));
        Then(TheJob, _ => Told(TheJob));
        Then("{subject}", m => Told(m["subject"]));
    }

    protected override string? RefusalOf(Exception e) => null;

    protected override void BeginNews() => _told.Clear();

    private void Job()
    {
        Given("a job of {maps} map(s) and {reduces} reduce(s)[, inputs on {hosts…}]", m =>
        {
            var hosts = m.Has("hosts") ? m.List("hosts") : ["h1"];
            var maps = Enumerable.Range(0, m.Int("maps")).Select(n => new MapPlan([hosts[n % hosts.Count]], [Rack]));
            _plan = _plan with { Maps = [.. maps], Reduces = m.Int("reduces") };
        });
        Given("{nodes} node(s)", m => _nodes = m.Int("nodes"));
        Given("{key} is {value}", m => _plan = _plan with { Limits = Limit(m) });
        When("{seconds} s pass[ and the ResourceManager is silent]", m => Pass(m.Int("seconds"), m.Says("silent")));
        When("the ResourceManager is heard", _ => Heard());
        When("{host} is lost", m => Step(new JobInput.HostUnusable(m["host"])));
        When("somebody kills the job", _ => Step(new JobInput.KillJob("enough")));
        When("what is left of the output is removed", _ => Step(new JobInput.JobAborted()));
    }

    private void Containers()
    {
        When("{container} is granted on {host}[ for a {kind}]", Grant);
        When("the worker in {container} asks for a task", m => Step(new JobInput.WorkerIdle(m["container"])));
        When("{container} runs on {host}[ for a {kind}]", m =>
        {
            Grant(m);
            Step(new JobInput.WorkerIdle(m["container"]));
        });
        When("{container} ends with exit status {status}", m => Step(new JobInput.ContainerEnded(m["container"], m.Int("status"), "")));
        When("the NodeManager of {container} does not answer", m => Step(new JobInput.NodeSilent(m["container"], "connection refused")));
    }

    private void Attempts()
    {
        When("{attempt} succeeds", m => Step(new JobInput.AttemptSucceeded(AttemptOf(m["attempt"]))));
        When("{attempt} fails[ for good][ because its disk is full]", m =>
            Step(new JobInput.AttemptFailed(AttemptOf(m["attempt"]), "bad record", m.Says("for good"), m.Says("disk is full"))));
        When("{attempt} has done {percent} %", m =>
            Step(new JobInput.AttemptProgress(AttemptOf(m["attempt"]), m.Int("percent") / 100f, GoesOn: true)));
        When("{attempt} lives and gets no further", m => Step(new JobInput.AttemptProgress(AttemptOf(m["attempt"]), 0.5f, GoesOn: false)));
        When("{reduce} cannot fetch the output of {map}", m => Step(new JobInput.FetchFailed(AttemptOf(m["reduce"]), AttemptOf(m["map"]))));
        When("somebody ends {attempt}[ as failed]", m => Step(new JobInput.KillAttempt(AttemptOf(m["attempt"]), m.Says("as failed"))));
    }

    private void Commits()
    {
        When("{attempt} wants to commit", m => Step(new JobInput.CommitAsked(AttemptOf(m["attempt"]))));
        When("the output of the job is in its place", _ => Step(new JobInput.JobCommitted()));
        When("the output of the job cannot be put in its place", _ => Step(new JobInput.JobCommitFailed("no room")));
    }

    // Apache's keys; what is not here has no case yet.
    private JobLimits Limit(Slots m) => m["key"] switch
    {
        "mapreduce.map.maxattempts" => _plan.Limits with { MapAttempts = m.Int("value") },
        "mapreduce.job.reduce.slowstart.completedmaps" => _plan.Limits with { SlowStart = m.Number("value") },
        "mapreduce.job.maxtaskfailures.per.tracker" => _plan.Limits with { FailuresPerHost = m.Int("value") },
        "mapreduce.task.timeout" => _plan.Limits with { TaskTimeout = m.Long("value") },
        "mapreduce.map.speculative" => _plan.Limits with { SpeculateMaps = m["value"] == "true" },
        var key => throw new CaseFault($"{key} is not among the keys that cases know"),
    };

    private void Pass(int seconds, bool isManagerSilent)
    {
        for (; seconds > 0; seconds--)
        {
            _now += 1_000;
            if (!isManagerSilent)
            {
                Heard();
            }

            Step(new JobInput.Tick());
        }
    }

    private void Grant(Slots m) =>
        Step(new JobInput.ContainerGranted(m["container"], m["host"], Rack, PriorityOf(m["kind"]), ContainerMemory));

    private void Heard() => Step(new JobInput.ManagerHeard(RoomInPlenty, _nodes));

    private void Step(JobInput input)
    {
        if (_core is null)
        {
            _core = new JobCore(_plan);
            Take(new JobInput.Start());
            Take(new JobInput.JobSetUp());
            Take(new JobInput.ManagerHeard(RoomInPlenty, _nodes));
        }

        Take(input);
    }

    private void Take(JobInput input)
    {
        _effects.Clear();
        _core!.Step(new Now(_now, _now), input, _effects);
        foreach (var effect in _effects)
        {
            Tell(effect);
        }
    }

    private void Tell(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.Ask ask:
                _asks[(ask.Priority, ask.Location)] = ask.Count;
                break;
            case JobEffect.StartWorker start:
                Add(start.Container, "a worker is started");
                break;
            case JobEffect.ReleaseContainer release:
                Add(release.Container, "is given back");
                break;
            case JobEffect.DismissWorker dismiss:
                Add(dismiss.Container, "its worker may end");
                break;
            case JobEffect.StopContainer stop:
                Add(stop.Container, "is to be ended");
                break;
            case JobEffect.RunAttempt run:
                Add(run.Container, $"runs {run.Attempt}");
                break;
            case JobEffect.AttemptStarted started:
                Add(started.Attempt, Describe(started.Locality));
                break;
            case JobEffect.AttemptEnded ended:
                Add(ended.Attempt, Describe(ended.Outcome, ended.Message));
                break;
            case JobEffect.TaskEnded { Outcome: Outcome.Failed } failed:
                Add(TheJob, $"its task {failed.Task} has failed");
                break;
            case JobEffect.AllowCommit allow:
                Add(allow.Attempt, "may commit");
                break;
            case JobEffect.RefuseCommit refuse:
                Add(refuse.Attempt, "must not commit");
                break;
            case JobEffect.DeferCommit defer:
                Add(defer.Attempt, "is to ask again");
                break;
            case JobEffect.MapOutputReady ready:
                Add(ready.Attempt, "its output is to be fetched");
                break;
            case JobEffect.MapOutputLost lost:
                Add(lost.Attempt, "its output is lost");
                break;
            case JobEffect.PassOver pass:
                Add(pass.Host, pass.Yes ? "is passed over" : "is used again");
                break;
            case JobEffect.CommitJob:
                Add(TheJob, "its output is put in its place");
                break;
            case JobEffect.CancelCommit:
                Add(TheJob, "putting its output in its place is broken off");
                break;
            case JobEffect.AbortJob abort:
                var why = abort.Outcome == Outcome.Killed ? "was killed" : "has failed";
                Add(TheJob, $"its output is removed, for it {why}: {abort.Message}");
                break;
            case JobEffect.JobEnded ended:
                Add(TheJob, Describe(ended.Outcome, ended.Message));
                break;
        }
    }

    private void Add(AttemptRef attempt, string text) => Add(attempt.ToString(), text);

    private void Add(string subject, string text)
    {
        if (!_told.TryGetValue(subject, out var told))
        {
            _told.Add(subject, told = []);
        }

        told.Add(text);
    }

    private string Told(string subject) => Text("; ", _told.GetValueOrDefault(subject, []));

    private static string Text(string between, IEnumerable<string> parts) =>
        string.Join(between, parts) is { Length: > 0 } text ? text : Nothing;

    private static string Describe(KeyValuePair<(int Priority, string Location), int> ask) =>
        $"{ask.Value} {Kind(ask.Key.Priority)} {(ask.Key.Location == JobCore.Anywhere ? "anywhere" : "on " + ask.Key.Location)}";

    private static string Kind(int priority) => priority switch
    {
        JobCore.RetryPriority => "for a map again",
        JobCore.ReducePriority => "for a reduce",
        _ => "for a map",
    };

    private static string Describe(Locality locality) => locality switch
    {
        Locality.Node => "starts beside its input",
        Locality.Rack => "starts on the rack of its input",
        Locality.Other => "starts far from its input",
        _ => "starts",
    };

    private static string Describe(Outcome outcome, string message) =>
        outcome.ToString().ToLowerInvariant() + (message.Length > 0 ? ": " + message : "");

    private static int PriorityOf(string kind) => kind switch
    {
        "" or "map" => JobCore.MapPriority,
        "retry" => JobCore.RetryPriority,
        "reduce" => JobCore.ReducePriority,
        _ => throw new CaseFault($"containers are granted for a map, a reduce or a retry, not for a {kind}"),
    };

    // m_000000_0: as in the ids of Apache's, without what all of a job share.
    private static AttemptRef AttemptOf(string text)
    {
        var parts = text.Split('_');
        if (parts is [("m" or "r") and var type, var task, var attempt]
            && int.TryParse(task, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(attempt, CultureInfo.InvariantCulture, out var tries))
        {
            return new AttemptRef(new TaskRef(type == "m" ? TaskType.Map : TaskType.Reduce, number), tries);
        }

        throw new CaseFault($"an attempt is called m_000000_0 or r_000000_0, not {text}");
    }
}
