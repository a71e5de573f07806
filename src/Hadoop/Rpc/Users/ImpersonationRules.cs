using System.Net;
using System.Net.Sockets;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Platform.Net;

namespace Hathi.Hadoop.Rpc.Users;

/// <summary>
/// Who may act for whom, from where: the settings <c>hadoop.proxyuser.USER.hosts</c>, <c>….users</c> and <c>….groups</c>. Immutable. Give
/// <see cref="AllowsAsync"/> to <see cref="RpcServerOptions.MayImpersonate"/>. Source: Apache's <c>DefaultImpersonationProvider</c>
/// and <c>MachineList</c>.
/// </summary>
public sealed class ImpersonationRules
{
    /// <summary>What the settings' names start with.</summary>
    public const string Prefix = "hadoop.proxyuser.";

    private const string All = "*";
    private readonly Dictionary<string, Rule> _rules = new(StringComparer.Ordinal);
    private readonly IUserGroups _groups;

    /// <summary>
    /// Reads the settings; host names are looked up now, once, and those that are not known are passed over as in Apache's.
    /// </summary>
    /// <param name="settings">Settings by name; those that do not start with <see cref="Prefix"/> are passed over.</param>
    /// <param name="groups">The groups of users.</param>
    /// <exception cref="FormatException">A range of addresses is not of the form 10.0.0.0/8.</exception>
    public ImpersonationRules(IEnumerable<KeyValuePair<string, string>> settings, IUserGroups groups)
    {
        _groups = groups;
        foreach (var (name, value) in settings)
        {
            var end = name.LastIndexOf('.');
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || end <= Prefix.Length)
            {
                continue;
            }

            var rule = RuleOf(name[Prefix.Length..end]);
            var entries = value.Split([',', ' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            switch (name[(end + 1)..])
            {
                case "users":
                    rule.Users.UnionWith(entries);
                    break;
                case "groups":
                    rule.Groups.UnionWith(entries);
                    break;
                case "hosts":
                    rule.AddHosts(name, entries);
                    break;
            }
        }
    }

    /// <summary>Whether <paramref name="realUser"/> may act for <paramref name="user"/> from an address.</summary>
    public async ValueTask<bool> AllowsAsync(string realUser, string user, IPAddress from) =>
        _rules.TryGetValue(realUser, out var rule)
        && rule.CoversAddress(from)
        && await rule.CoversAsync(user, _groups).ConfigureAwait(false);

    private Rule RuleOf(string realUser)
    {
        if (!_rules.TryGetValue(realUser, out var rule))
        {
            _rules[realUser] = rule = new Rule();
        }

        return rule;
    }

    private sealed class Rule
    {
        private readonly List<IPNetwork> _ranges = [];
        private readonly HashSet<IPAddress> _addresses = [];
        private bool _anyHost;

        public HashSet<string> Users { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

        public async ValueTask<bool> CoversAsync(string user, IUserGroups groups) =>
            Users.Contains(All) || Groups.Contains(All) || Users.Contains(user)
            || (Groups.Count > 0 && Groups.Overlaps(await groups.GroupsOfAsync(user).ConfigureAwait(false)));

        public bool CoversAddress(IPAddress address)
        {
            var plain = address.Plain();
            return _anyHost || _addresses.Contains(plain) || _ranges.Exists(range => range.Contains(plain));
        }

        public void AddHosts(string setting, string[] entries)
        {
            foreach (var entry in entries)
            {
                if (entry == All)
                {
                    _anyHost = true;
                }
                else if (!entry.Contains('/', StringComparison.Ordinal))
                {
                    AddHost(entry);
                }
                else if (IPNetwork.TryParse(entry, out var range))
                {
                    _ranges.Add(range);
                }
                else
                {
                    throw new FormatException($"{setting}: \"{entry}\" is no range of addresses; write one such as 10.0.0.0/8.");
                }
            }
        }

        private void AddHost(string name)
        {
            try
            {
                _addresses.UnionWith(IPAddress.TryParse(name, out var address) ? [address] : Dns.GetHostAddresses(name));
            }
            catch (SocketException)
            {
                // a host that is not known cannot call
            }
        }
    }
}
