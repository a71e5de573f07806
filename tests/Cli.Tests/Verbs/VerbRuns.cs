using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>Plays texts of <c>yarn</c> and <c>mapred</c> against servers of ours.</summary>
internal static class VerbRuns
{
    /// <summary>Fails where ours prints something else than the text says, which Apache's client has said: ours never writes it.</summary>
    public static async Task CheckAsync(string folder, string name)
    {
        await using var cluster = new VerbCluster();
        await cluster.StartAsync();
        var played = await VerbPlayer.PlayAsync(VerbText.Load(folder, name), new VerbStage(
            ["ours"], cluster.Names, (words, _, user) => VerbPrograms.OursAsync(words, user ?? VerbCluster.User, cluster.Settings))
        {
            Language = new VerbWords(cluster),
        });
        Assert.True(played.Differences.Length == 0, played.Differences);
    }

    /// <summary>
    /// Has Apache's client print anew what our servers tell it. Not part of a test run: start it by hand (<c>-explicit only</c>) with the
    /// folder of Apache's jars in HATHI_PEERS, then read the changes.
    /// </summary>
    public static async Task RecordAsync(string folder, string name)
    {
        await using var cluster = new VerbCluster();
        await cluster.StartAsync();
        var differences = await VerbPlayer.RecordAsync(VerbText.Load(folder, name), new VerbStage(
            ["apache"], cluster.Names,
            (words, _, user) => VerbPrograms.ApachesAsync(words, user ?? VerbCluster.User, cluster.Settings, cluster.Directory))
        {
            Language = new VerbWords(cluster),
        });
        Assert.True(differences.Length == 0, differences);
    }
}
