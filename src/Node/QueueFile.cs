using System.Globalization;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Node;

/// <summary>The queues as <c>capacity-scheduler.xml</c> declares them. Keys and defaults: Apache's CapacitySchedulerConfiguration.</summary>
internal static class QueueFile
{
    private const string Prefix = "yarn.scheduler.capacity.";
    private const string Root = "root";

    /// <summary>All that the file says; nothing when there is no such file.</summary>
    public static Configuration Settings(string confDirectory)
    {
        var settings = new Configuration();
        var file = Path.Combine(confDirectory, "capacity-scheduler.xml");
        if (File.Exists(file))
        {
            settings.AddFile(file);
        }

        return settings;
    }

    /// <summary>The queues; one that has everything when none is declared.</summary>
    /// <exception cref="ConfigurationException">A value cannot be read.</exception>
    /// <exception cref="ArgumentException">The queues do not fit together.</exception>
    public static QueueSettings Read(string confDirectory)
    {
        var settings = Settings(confDirectory);
        var queues = Children(settings, Root).Count == 0
            ? QueueSettings.Default with { Children = [Queue(settings, $"{Root}.default") with { Capacity = 100, Weight = null, Minimum = null, Maximum = null }] }
            : Queue(settings, Root) with { Capacity = 100, MaximumCapacity = 100, Weight = null, Minimum = null, Maximum = null };
        queues.Validate();
        return queues;
    }

    /// <summary>Who may use and administer the queues that <see cref="Read"/> reads.</summary>
    public static IReadOnlyList<QueueAccess> ReadAccess(string confDirectory)
    {
        var settings = Settings(confDirectory);
        var found = new List<QueueAccess>();
        Add(Read(confDirectory), Root);
        return found;

        void Add(QueueSettings queue, string path)
        {
            found.Add(new QueueAccess(path, List(path, "acl_submit_applications"), List(path, "acl_administer_queue")));
            foreach (var child in queue.Children)
            {
                Add(child, $"{path}.{child.Name}");
            }
        }

        // Nothing but a blank is nobody.
        AccessList List(string path, string name) => AccessList.Parse(settings.Get($"{Prefix}{path}.{name}") ?? (path == Root ? "*" : " "));
    }

    private static QueueSettings Queue(Configuration settings, string path)
    {
        string Key(string name) => $"{Prefix}{path}.{name}";

        // What is said of no queue holds for all.
        string Everywhere(string name, string otherwise) => settings.Get(Key(name)) ?? settings.GetString(Prefix + name, otherwise);

        var capacity = QueueCapacity.Parse(Key("capacity"), settings.GetString(Key("capacity"), "0"));
        var maximum = QueueCapacity.Parse(Key("maximum-capacity"), settings.GetString(Key("maximum-capacity"), "100"));
        if (maximum.Weight is not null)
        {
            throw new ConfigurationException($"{Key("maximum-capacity")}: expected percent or an amount, not a weight", null);
        }

        return new QueueSettings
        {
            Name = path[(path.LastIndexOf('.') + 1)..],
            Capacity = capacity.Percent,
            Weight = capacity.Weight,
            Minimum = capacity.Amount,
            MaximumCapacity = maximum.Percent is >= 0 and var most ? most : 100,
            Maximum = maximum.Amount,
            State = string.Equals(settings.GetString(Key("state"), "RUNNING"), "STOPPED", StringComparison.OrdinalIgnoreCase) ? QueueState.Stopped : QueueState.Running,
            MinimumUserLimitPercent = (int)Number(Key("minimum-user-limit-percent"), settings.GetString(Key("minimum-user-limit-percent"), "100")),
            UserLimitFactor = Number(Key("user-limit-factor"), Everywhere("user-limit-factor", "1")),
            MaximumApplications = (int)Number(Key("maximum-applications"), Everywhere("maximum-applications", "10000")),
            MaximumAmResourcePercent = Number(Key("maximum-am-resource-percent"), Everywhere("maximum-am-resource-percent", "0.1")),
            Fair = settings.GetString(Key("ordering-policy"), "fifo") == "fair",
            PreemptionDisabled = settings.GetBool(Key("disable_preemption"), false),
            DefaultPriority = settings.GetInt(Key("default-application-priority"), 0),
            DefaultLifetimeSeconds = settings.GetLong(Key("default-application-lifetime"), -1),
            MaximumLifetimeSeconds = settings.GetLong(Key("maximum-application-lifetime"), -1),
            Children = [.. Children(settings, path).Select(child => Queue(settings, $"{path}.{child}"))],
        };
    }

    private static IReadOnlyList<string> Children(Configuration settings, string path) => settings.GetStrings($"{Prefix}{path}.queues");

    private static double Number(string key, string text) => double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new ConfigurationException($"{key} = {text}: expected a number", null);
}
