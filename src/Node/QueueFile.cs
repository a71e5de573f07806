using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Node;

/// <summary>
/// The queues as <c>capacity-scheduler.xml</c> declares them. Keys and defaults: Apache's CapacitySchedulerConfiguration.
/// </summary>
internal static class QueueFile
{
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
            ? QueueSettings.Default with
            {
                Children = [Queue(settings, $"{Root}.default") with { Capacity = 100, Weight = null, Minimum = null, Maximum = null }],
            }
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
            found.Add(new QueueAccess(path, List(path, QueueKeys.Submitters), List(path, QueueKeys.Administrators)));
            foreach (var child in queue.Children)
            {
                Add(child, $"{path}.{child.Name}");
            }
        }

        // Nothing but a blank is nobody.
        AccessList List(string path, Setting<string> key) =>
            AccessList.Parse(settings.Get(key.For(path).Name) ?? (path == Root ? "*" : key.Default));
    }

    private static QueueSettings Queue(Configuration settings, string path)
    {
        T Of<T>(Setting<T> key) => settings.Get(key.For(path));

        // What is said of no queue holds for all.
        double Number(Setting<double> key, Setting<double> ofAll) => settings.Get(key.For(path), settings.Get(ofAll));

        var capacity = QueueCapacity.Parse(QueueKeys.Capacity.For(path).Name, Of(QueueKeys.Capacity));
        var most = QueueKeys.MaximumCapacity.For(path);
        var maximum = QueueCapacity.Parse(most.Name, settings.Get(most));
        if (maximum.Weight is not null)
        {
            throw new ConfigurationException($"{most}: expected percent or an amount, not a weight", null);
        }

        return new QueueSettings
        {
            Name = path[(path.LastIndexOf('.') + 1)..],
            Capacity = capacity.Percent,
            Weight = capacity.Weight,
            Minimum = capacity.Amount,
            MaximumCapacity = maximum.Percent is >= 0 and var percent ? percent : 100,
            Maximum = maximum.Amount,
            State = Of(QueueKeys.State).Equals("STOPPED", StringComparison.OrdinalIgnoreCase) ? QueueState.Stopped : QueueState.Running,
            MinimumUserLimitPercent = (int)Of(QueueKeys.MinimumUserLimitPercent),
            UserLimitFactor = Number(QueueKeys.UserLimitFactor, QueueKeys.UserLimitFactorOfAll),
            MaximumApplications = (int)Number(QueueKeys.MaximumApplications, QueueKeys.MaximumApplicationsOfAll),
            MaximumAmResourcePercent = Number(QueueKeys.MaximumMasterShare, QueueKeys.MaximumMasterShareOfAll),
            Fair = Of(QueueKeys.OrderingPolicy) == "fair",
            PreemptionDisabled = Of(QueueKeys.PreemptionDisabled),
            DefaultPriority = Of(QueueKeys.DefaultPriority),
            DefaultLifetimeSeconds = Of(QueueKeys.DefaultLifetimeSeconds),
            MaximumLifetimeSeconds = Of(QueueKeys.MaximumLifetimeSeconds),
            Children = [.. Children(settings, path).Select(child => Queue(settings, $"{path}.{child}"))],
        };
    }

    private static IReadOnlyList<string> Children(Configuration settings, string path) => settings.Get(QueueKeys.Children.For(path));
}
