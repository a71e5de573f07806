using Hathi.Cli.Kit;

namespace Hathi.Cli.Tests;

public sealed class RootVerbsTests
{
    private static readonly string[] Verbs =
    [
        "up", "down", "destroy", "status", "node", "logs", "dfs", "dfsadmin", "fsck", "yarn", "mapred", "run", "demo",
    ];

    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("dfsamin", "dfsadmin")]
    [InlineData("DEMO", "demo")]
    [InlineData("maprd", "mapred")]
    public void A_verb_that_there_is_not_is_answered_with_the_nearest(string typed, string meant) =>
        Assert.Equal(
            $"hathi: there is no verb '{typed}'; did you mean '{meant}'? `hathi --help` lists all.", RootVerbs.Unknown(typed, Verbs));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("same", "same", 0)]
    public void The_distance_counts_changes(string a, string b, int changes)
    {
        Assert.Equal(changes, NearestWord.Distance(a, b));
        Assert.Equal(changes, NearestWord.Distance(b, a));
    }
}
