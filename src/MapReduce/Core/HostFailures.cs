namespace Hathi.MapReduce.Core;

/// <summary>
/// Counts failures a host, and says which hosts are passed over: those with too many, unless that would be too many hosts, for then it is
/// the job that is wrong; those that said themselves that they cannot, and for a while those that do not answer or reach no other, unless
/// they are all there are.
/// </summary>
internal sealed class HostFailures(JobLimits limits)
{
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly List<string> _bad = [];
    private readonly List<string> _unfit = [];
    private readonly Dictionary<string, long> _silentUntil = new(StringComparer.Ordinal);
    private readonly List<string> _passedOver = [];
    private readonly List<string> _told = [];
    private IReadOnlyCollection<string> _avoided = [];

    /// <summary>Nodes of the cluster; 0 when unknown.</summary>
    internal int Hosts { get; private set; }

    internal bool IsPassedOver(string host) => _passedOver.Contains(host);

    internal void Failed(string host, List<JobEffect> effects)
    {
        var failures = _failures[host] = _failures.GetValueOrDefault(host) + 1;
        if (failures == limits.FailuresPerHost)
        {
            _bad.Add(host);
            Weigh(effects);
        }
    }

    /// <summary>The host cannot do what the job needs.</summary>
    internal void SetUnfit(string host, List<JobEffect> effects)
    {
        if (!_unfit.Contains(host))
        {
            _unfit.Add(host);
            Weigh(effects);
        }
    }

    /// <summary>Its NodeManager does not answer, or a reduce there reaches no other node: for a while nothing is wanted there.</summary>
    internal void SetSilent(string host, long time, List<JobEffect> effects)
    {
        _silentUntil[host] = time + limits.SilentFor;
        Weigh(effects);
    }

    /// <summary>Hosts that were silent long ago get another chance.</summary>
    internal void Forgive(long time, List<JobEffect> effects)
    {
        var forgiven = _silentUntil.Where(s => s.Value <= time).Select(s => s.Key).ToList();
        foreach (var host in forgiven)
        {
            _silentUntil.Remove(host);
        }

        if (forgiven.Count > 0)
        {
            Weigh(effects);
        }
    }

    internal void SetHosts(int hosts, List<JobEffect> effects)
    {
        if (hosts != Hosts)
        {
            Hosts = hosts;
            Weigh(effects);
        }
    }

    /// <summary>Whether the cluster has hosts besides these that are not passed over.</summary>
    internal bool LeavesOthers(IEnumerable<string> hosts) => Hosts > _passedOver.Union(hosts, StringComparer.Ordinal).Count();

    /// <summary>Just now nothing that waits would run on these hosts: the ResourceManager is to grant others.</summary>
    /// <returns>False where there are no others.</returns>
    internal bool Avoid(IReadOnlyCollection<string> hosts, List<JobEffect> effects)
    {
        if (hosts.Count == 0 && _avoided.Count == 0)
        {
            return true;
        }

        _avoided = hosts;
        Tell(effects);
        return hosts.Count == 0 || LeavesOthers(hosts);
    }

    private void Weigh(List<JobEffect> effects)
    {
        IEnumerable<string> bad = Hosts > 0 && _bad.Count > limits.PassOverShare * Hosts ? [] : _bad;
        IEnumerable<string> unfit = Hosts > 0 && _unfit.Count >= Hosts ? [] : _unfit;
        IEnumerable<string> silent = Hosts > 0 && _silentUntil.Count >= Hosts ? [] : _silentUntil.Keys;
        _passedOver.Clear();
        _passedOver.AddRange(bad.Union(unfit, StringComparer.Ordinal).Union(silent, StringComparer.Ordinal));
        Tell(effects);
    }

    private void Tell(List<JobEffect> effects)
    {
        var wanted = LeavesOthers(_avoided) ? _passedOver.Union(_avoided, StringComparer.Ordinal).ToList() : _passedOver;
        foreach (var host in _told.Except(wanted, StringComparer.Ordinal).ToList())
        {
            _told.Remove(host);
            effects.Add(new JobEffect.PassOver(host, false));
        }

        foreach (var host in wanted.Except(_told, StringComparer.Ordinal).ToList())
        {
            _told.Add(host);
            effects.Add(new JobEffect.PassOver(host, true));
        }
    }
}
