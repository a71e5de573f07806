using Hathi.Hadoop.Conf;
using Hathi.Yarn.NodeManager.Options;

namespace Hathi.Node;

/// <summary>The scripts that look at a NodeManager's machine, from Hadoop's keys: <c>yarn.nodemanager.health-checker.scripts</c> names them, each has keys of its own.</summary>
internal static class HealthScripts
{
    private const string Prefix = "yarn.nodemanager.health-checker.";
    private const string OnlyName = "script";

    /// <exception cref="ConfigurationException">A script is not there or no program, or a time is none.</exception>
    public static IReadOnlyList<HealthScriptOptions> Read(Configuration conf)
    {
        var defaults = new HealthScriptOptions { Path = "" };
        var scripts = new List<HealthScriptOptions>();
        foreach (var name in conf.GetStrings(Prefix + "scripts") is { Count: > 0 } names ? names : [OnlyName])
        {
            var key = $"{Prefix}{name}.";
            if (conf.GetString(key + "path", "").Trim() is not { Length: > 0 } path)
            {
                continue;
            }

            if (!File.Exists(path))
            {
                throw new ConfigurationException($"{key}path = {path}: there is no such file. Name a program that looks at this node's health, or remove the setting.", null);
            }

            scripts.Add(new HealthScriptOptions
            {
                Path = path,
                Arguments = conf.GetStrings(key + "opts"),
                Interval = Time(conf, key + "interval-ms", Prefix + "interval-ms", defaults.Interval),
                Timeout = Time(conf, key + "timeout-ms", Prefix + "timeout-ms", defaults.Timeout),
            });
        }

        return scripts;
    }

    // Its own, or that of all scripts.
    private static TimeSpan Time(Configuration conf, string own, string all, TimeSpan otherwise)
    {
        var time = conf.GetMilliseconds(own, TimeSpan.Zero) is { Ticks: not 0 } told ? told : conf.GetMilliseconds(all, otherwise);
        return time > TimeSpan.Zero ? time : throw new ConfigurationException($"{own} (or {all}) is {time.TotalMilliseconds} ms: it must be more than 0.", null);
    }
}
