using System.Net;
using Hathi.Hadoop.Rpc.Users;

namespace Hathi.Rpc.Tests;

public sealed class ImpersonationRulesTests
{
    private static readonly ImpersonationRules s_rules = new(
        new Dictionary<string, string>
        {
            ["hadoop.proxyuser.oozie.hosts"] = "10.0.0.1, 10.1.0.0/16",
            ["hadoop.proxyuser.oozie.users"] = "alice,bob",
            ["hadoop.proxyuser.hue.hosts"] = "*",
            ["hadoop.proxyuser.hue.groups"] = "staff",
            ["hadoop.proxyuser.any.hosts"] = "*",
            ["hadoop.proxyuser.any.users"] = "*",
            ["hadoop.proxyuser.lost.users"] = "*",
            ["fs.defaultFS"] = "hdfs://x",
        },
        new Groups());

    [Theory]
    [InlineData("oozie", "alice", "10.0.0.1", true)]
    [InlineData("oozie", "alice", "10.1.2.3", true)]
    [InlineData("oozie", "alice", "::ffff:10.1.2.3", true)]
    [InlineData("oozie", "alice", "10.0.0.2", false)]
    [InlineData("oozie", "carol", "10.0.0.1", false)]
    [InlineData("hue", "carol", "1.2.3.4", true)]
    [InlineData("hue", "alice", "1.2.3.4", false)]
    [InlineData("any", "alice", "1.2.3.4", true)]
    [InlineData("lost", "alice", "1.2.3.4", false)]
    [InlineData("nobody", "alice", "10.0.0.1", false)]
    public async Task Users_groups_and_hosts_must_all_agree(string realUser, string user, string from, bool allowed) =>
        Assert.Equal(allowed, await s_rules.AllowsAsync(realUser, user, IPAddress.Parse(from)));

    [Fact]
    public void A_range_that_is_none_is_named()
    {
        var settings = new Dictionary<string, string> { ["hadoop.proxyuser.x.hosts"] = "10.0.0.0/99" };
        Assert.Contains(
            "10.0.0.0/99",
            Assert.Throws<FormatException>(() => new ImpersonationRules(settings, new Groups())).Message,
            StringComparison.Ordinal);
    }

    private sealed class Groups : IUserGroups
    {
        public ValueTask<IReadOnlyList<string>> GroupsOfAsync(string user) => new(user == "carol" ? ["staff"] : []);

        public void Refresh()
        {
        }
    }
}
