namespace Hathi.MapReduce.Core;

/// <summary>Counts failures a host, and says which hosts are passed over. When too many would be, none is.</summary>
internal sealed class HostFailures(JobLimits limits)
{
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly List<string> _bad = [];
    private bool _ignored;

    /// <summary>Nodes of the cluster; 0 when unknown.</summary>
    internal int Hosts { get; private set; }

    internal bool IsPassedOver(string host) => !_ignored && _failures.GetValueOrDefault(host) >= limits.FailuresPerHost;

    internal void Failed(string host, List<JobEffect> effects)
    {
        var failures = _failures[host] = _failures.GetValueOrDefault(host) + 1;
        if (failures != limits.FailuresPerHost)
        {
            return;
        }

        _bad.Add(host);
        if (!_ignored)
        {
            effects.Add(new JobEffect.PassOver(host, true));
        }

        Weigh(effects);
    }

    internal void SetHosts(int hosts, List<JobEffect> effects)
    {
        if (hosts != Hosts)
        {
            Hosts = hosts;
            Weigh(effects);
        }
    }

    private void Weigh(List<JobEffect> effects)
    {
        var ignored = Hosts > 0 && _bad.Count > limits.PassOverShare * Hosts;
        if (ignored == _ignored)
        {
            return;
        }

        _ignored = ignored;
        foreach (var host in _bad)
        {
            effects.Add(new JobEffect.PassOver(host, !ignored));
        }
    }
}
