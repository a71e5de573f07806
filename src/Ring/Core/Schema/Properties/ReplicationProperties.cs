using System.Collections.Frozen;
using System.Globalization;

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>
/// What is said of a keyspace behind WITH. Source: Apache <c>KeyspaceAttributes</c>, <c>SimpleStrategy</c>,
/// <c>NetworkTopologyStrategy</c>.
/// </summary>
internal static class ReplicationProperties
{
    private const string Option = "replication";
    private const string Durable = "durable_writes";
    private const string Class = "class";
    private const string Factor = "replication_factor";
    private const string Package = "org.apache.cassandra.locator.";
    private const string DefaultFactor = "1";
    private static readonly FrozenSet<string> s_known = FrozenSet.Create(StringComparer.Ordinal, Option, Durable);

    /// <summary>What can be said without knowing whether the keyspace is there.</summary>
    public static void Check(PropertyReader properties, bool isNew)
    {
        properties.RefuseOthers(s_known);
        if (isNew && !properties.Has(Option))
        {
            throw Refusals.Invalid("Missing mandatory option 'replication'");
        }

        if (properties.Map(Option) is { } replication && !replication.ContainsKey(Class))
        {
            throw Refusals.Configuration("Missing replication strategy class");
        }
    }

    /// <summary>A keyspace with what is said of it.</summary>
    /// <param name="keyspace">As it was, or as it begins.</param>
    /// <param name="properties">What is said.</param>
    /// <param name="nodes">Nodes by data center.</param>
    public static Keyspace Apply(Keyspace keyspace, PropertyReader properties, ImmutableSortedDictionary<string, int> nodes)
    {
        var isDurable = properties.Flag(Durable) ?? keyspace.IsDurable;
        var replication = properties.Map(Option) is { } said ? Find(keyspace, said, nodes) : keyspace.Replication;
        return keyspace with { IsDurable = isDurable, Replication = replication };
    }

    /// <summary>What a user is to know of a replication that the nodes cannot give.</summary>
    public static IEnumerable<string> Warnings(Keyspace keyspace, ImmutableSortedDictionary<string, int> nodes)
    {
        var start = "Your replication factor";
        if (keyspace.IsSystem)
        {
            yield break;
        }

        foreach (var (name, text) in keyspace.Replication.Options)
        {
            var isSimple = keyspace.Replication.Strategy == ReplicationStrategy.SimpleStrategy;
            var count = isSimple ? nodes.Values.Sum() : nodes.GetValueOrDefault(name);
            if (int.Parse(text, CultureInfo.InvariantCulture) > count)
            {
                var where = isSimple ? "" : $" for datacenter {name}";
                yield return $"{start} {text} for keyspace {keyspace.Name} is higher than the number of nodes {count}{where}";
            }
        }
    }

    /// <summary>Copies of a row altogether.</summary>
    public static long Total(Replication replication) =>
        replication.Options.Values.Sum(static t => long.Parse(t, CultureInfo.InvariantCulture));

    private static Replication Find(
        Keyspace keyspace, ImmutableSortedDictionary<string, string> said, ImmutableSortedDictionary<string, int> nodes)
    {
        var options = said.Remove(Class);
        var before = keyspace.Replication.Options;
        switch (said[Class])
        {
            case nameof(ReplicationStrategy.LocalStrategy) or Package + nameof(ReplicationStrategy.LocalStrategy):
                throw Refusals.Invalid("Unable to use given strategy class: LocalStrategy is reserved for internal use.");
            case nameof(ReplicationStrategy.SimpleStrategy) or Package + nameof(ReplicationStrategy.SimpleStrategy):
                options = options.ContainsKey(Factor) ? options : options.Add(Factor, before.GetValueOrDefault(Factor, DefaultFactor));
                return Checked(keyspace, new(ReplicationStrategy.SimpleStrategy, options), static name => name == Factor);
            case nameof(ReplicationStrategy.NetworkTopologyStrategy) or Package + nameof(ReplicationStrategy.NetworkTopologyStrategy):
                var spread = Spread(options, before, nodes);
                spread = Checked(keyspace, spread, nodes.ContainsKey);
                return !spread.Options.IsEmpty
                    ? spread
                    : throw Refusals.Configuration("Configuration for at least one datacenter must be present");
            case var name when name.StartsWith("java.", StringComparison.Ordinal):
                throw Refusals.Configuration(
                    $"Specified replication strategy class ({name}) is not derived from AbstractReplicationStrategy");
            case var name:
                var full = name.Contains('.', StringComparison.Ordinal) ? name : Package + name;
                throw Refusals.Configuration($"Unable to find replication strategy class '{full}'");
        }
    }

    // One number for all data centers leaves those alone that have one of their own.
    private static Replication Spread(
        ImmutableSortedDictionary<string, string> said, ImmutableSortedDictionary<string, string> before,
        ImmutableSortedDictionary<string, int> nodes)
    {
        var all = said.GetValueOrDefault(Factor);
        var options = said.Remove(Factor);
        if (all is null && options.IsEmpty)
        {
            all = before.GetValueOrDefault(Factor, DefaultFactor);
        }
        else if (all is not null)
        {
            options = before.Remove(Factor).SetItems(options);
        }

        if (all is not null)
        {
            options = nodes.Keys.Aggregate(options, (o, dc) => o.ContainsKey(dc) ? o : o.Add(dc, all));
        }

        var nothing = options.Where(static o => o.Value == "0").Select(static o => o.Key);
        return new(ReplicationStrategy.NetworkTopologyStrategy, options.RemoveRange(nothing));
    }

    private static Replication Checked(Keyspace keyspace, Replication replication, Func<string, bool> isKnown)
    {
        foreach (var (name, value) in replication.Options)
        {
            if (!isKnown(name))
            {
                throw Refusals.Configuration(
                    $"Unrecognized strategy option {{{name}}} passed to {replication.Strategy} for keyspace {keyspace.Name}");
            }
        }

        foreach (var value in replication.Options.Values)
        {
            CheckFactor(value);
        }

        return replication;
    }

    private static void CheckFactor(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            throw Refusals.Configuration("Transient replication is not enabled on this node");
        }

        if (!Numbers.TryInt(text, out var factor))
        {
            throw Refusals.Configuration($"For input string: \"{text}\"");
        }

        if (factor < 0)
        {
            throw Refusals.Configuration($"Replication factor must be non-negative, found {factor}");
        }
    }
}
