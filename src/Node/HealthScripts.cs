using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Yarn.NodeManager.Options;

namespace Hathi.Node;

/// <summary>
/// The scripts that look at a NodeManager's machine, from Hadoop's keys: <c>yarn.nodemanager.health-checker.scripts</c> names them,
/// each has keys of its own.
/// </summary>
internal static class HealthScripts
{
    /// <exception cref="ConfigurationException">A script is not there or no program, or a time is none.</exception>
    public static IReadOnlyList<HealthScriptOptions> Read(Configuration conf)
    {
        var scripts = new List<HealthScriptOptions>();
        var names = conf.Get(NodeManagerKeys.HealthScripts);
        foreach (var name in names.Count > 0 ? names : NodeManagerKeys.HealthScripts.Default)
        {
            var key = NodeManagerKeys.HealthScriptPath.For(name);
            if (conf.Get(key) is not { Length: > 0 } path)
            {
                continue;
            }

            if (!File.Exists(path))
            {
                throw new ConfigurationException(
                    $"{key} = {path}: there is no such file. Name a program that looks at this node's health, or remove the setting.",
                    null);
            }

            scripts.Add(new HealthScriptOptions
            {
                Path = path,
                Arguments = conf.Get(NodeManagerKeys.HealthScriptArguments.For(name)),
                Interval = Time(conf, NodeManagerKeys.HealthScriptInterval.For(name), NodeManagerKeys.HealthInterval),
                Timeout = Time(conf, NodeManagerKeys.HealthScriptTimeout.For(name), NodeManagerKeys.HealthTimeout),
            });
        }

        return scripts;
    }

    // Its own, or that of all scripts.
    private static TimeSpan Time(Configuration conf, Setting<TimeSpan> own, Setting<TimeSpan> all)
    {
        var time = conf.Get(own) is { Ticks: not 0 } told ? told : conf.Get(all);
        return time > TimeSpan.Zero
            ? time
            : throw new ConfigurationException($"{own} (or {all}) is {time.TotalMilliseconds} ms: it must be more than 0.", null);
    }
}
