using System.Text.RegularExpressions;
using Hathi.Hadoop.Keys;

namespace Hathi.Architecture.Tests;

/// <summary>Hadoop's keys are named in one table, and everything else that says something of them is made from it.</summary>
public sealed partial class SettingTests
{
    private const string KnownFile = "src/Hadoop/Keys/known-keys.txt";

    /// <summary>Types that hold names for another reason than to read a setting, and why.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["Hathi.Hadoop.Conf.DeprecatedNames"] = "names of older Hadoops, and what they are called now",
        ["Hathi.Hadoop.Conf.DeprecatedJobNames"] = "the same",
        ["Hathi.Hadoop.Conf.Defaults"] = "what programs may ask for and nothing here reads",
        ["Hathi.Hadoop.Rpc.RpcMetrics"] = "meters",
        ["Hathi.Web.Pages.ConfRedactor"] = "patterns of names that hold secrets",
        ["Hathi.MapReduce.Streaming.StreamProgram"] = "variables of a streaming program",
        ["Hathi.Lab.SiteKeys"] = "beginnings, and the files that such names go into",
    };

    /// <summary>Types that write settings for Apache's programs too: their names must be known, not read here.</summary>
    private static readonly string[] Writers = ["Hathi.Lab.SiteFiles", "Hathi.Lab.YarnSite", "Hathi.Lab.HadoopSite"];

    /// <summary>Texts that only look like names.</summary>
    private static readonly string[] NoNames = ["hathi.dll", "hathi.DurableLog", "hathi.Pair", "hathi.Either", "mapreduce.job"];

    private static IEnumerable<Setting> All => SettingTables.All.SelectMany(static t => t.All);

    [Fact]
    public void Every_key_that_code_names_is_in_a_table()
    {
        var names = All.Select(static s => s.Name).ToHashSet(StringComparer.Ordinal);
        var unknown =
            from assembly in House.MayUse.Keys
            where assembly != "Hathi.Hadoop.Keys"
            from found in TextsOfCode.Of(assembly)
            let name = Name().Match(found.Text).Value.TrimEnd('.')
            where name.Length > 0 && !names.Contains(name) && !NoNames.Contains(name) && !IsPrefix(found.Text)
            where !Others.Keys.Any(t => Is(found.Type, t)) && !(Writers.Any(t => Is(found.Type, t)) && KnownKeys.IsKnown(name))
            select $"{found.Type}: {name}";
        Assert.Empty(unknown.Distinct().Order(StringComparer.Ordinal));

        bool IsPrefix(string text) => text.EndsWith('.') && names.Any(n => n.StartsWith(text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_test_sees_the_names_that_code_holds()
    {
        Assert.Contains(("Hathi.Lab.SiteFiles", "dfs.datanode.http.address"), TextsOfCode.Of("Hathi.Lab"));
        Assert.Contains(TextsOfCode.Of("Hathi.Hadoop.Keys"), static f => f == ("Hathi.Hadoop.Keys.HdfsKeys", "dfs.replication"));
    }

    [Fact]
    public void Each_key_is_declared_once_and_says_what_it_does_and_what_goes_wrong()
    {
        Assert.Empty(All.GroupBy(static s => s.Name).Where(static g => g.Count() > 1).Select(static g => g.Key));
        Assert.Empty(All.Where(static s => !IsSentence(s.Does) || !IsSentence(s.Breaks)).Select(static s => s.Name));
        Assert.DoesNotContain(All, static s => s.ApacheDefault is not null && s.Name.StartsWith("hathi.", StringComparison.Ordinal));
    }

    /// <summary>What the table says holds when nothing is said would be taken if somebody wrote it.</summary>
    [Fact]
    public void Defaults_are_values_of_their_kind() =>
        Assert.Empty(All.Where(static s => s.DefaultText.Length > 0 && !s.HasDefaultInWords && !s.IsAllowed(s.DefaultText))
            .Select(static s => s.Name));

    /// <summary>To write them anew: HATHI_WRITE_REFERENCE=1.</summary>
    [Fact]
    public void The_list_of_known_keys_is_what_the_tables_make_of_it()
    {
        var path = Path.Join(Repository.Root, KnownFile);
        var read = All.Select(static s => Part().Replace(s.Name, "*")).Where(KnownKeys.Concerns).ToHashSet(StringComparer.Ordinal);
        var names = File.ReadLines(path).Select(static l => l.Split(' ')[0]).Union(read, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        Written.Check(KnownFile, string.Concat(names.Select(n => read.Contains(n) ? $"{n} +\n" : $"{n}\n")));
    }

    /// <inheritdoc cref="The_list_of_known_keys_is_what_the_tables_make_of_it"/>
    [Fact]
    public void The_reference_is_what_the_tables_say()
    {
        Written.Check("docs/reference/settings.md", SettingPages.Settings());
        Written.Check("docs/reference/settings-without-effect.md", SettingPages.WithoutEffect());
    }

    [Theory]
    [InlineData("dfs.replicaton", "dfs.replication")]
    [InlineData("dfs.replication.mxa", "dfs.replication.max")]
    [InlineData("yarn.scheduler.capacity.root.a.b.capcity", "yarn.scheduler.capacity.root.a.b.capacity")]
    [InlineData("yarn.nodemanager.health-checker.mine.pth", "yarn.nodemanager.health-checker.mine.path")]
    [InlineData("hathi.node.role", "hathi.node.roles")]
    [InlineData("mapreduce.something.else.entirely", null)]
    public void A_name_that_nobody_knows_has_a_nearest_one(string name, string? nearest)
    {
        Assert.False(KnownKeys.IsKnown(name));
        Assert.Equal(nearest, KnownKeys.Nearest(name));
    }

    [Theory]
    [InlineData("dfs.replication", true)]
    [InlineData("dfs.namenode.rpc-address.ns.nn1", true)]
    [InlineData("yarn.scheduler.capacity.root.a.b.user-limit-factor", true)]
    [InlineData("hathi.job.arguments.12", true)]
    [InlineData("dfs.namenode.acls.enabled", false)]
    [InlineData("yarn.resource-types.gpu.units", false)]
    [InlineData("dfs.webhdfs.enabled", false)]
    [InlineData("mapreduce.tasktracker.http.threads", false)]
    public void What_Apache_knows_is_known_whether_it_is_read_here_or_not(string name, bool isRead)
    {
        Assert.True(KnownKeys.IsKnown(name));
        Assert.Equal(!isRead, KnownKeys.IsWithoutEffect(name));
    }

    /// <summary>A queue may lie as deep as its owner likes; a name that is none takes no stack by its length.</summary>
    [Fact]
    public void Long_names_are_known_by_their_patterns_and_have_no_nearest_one()
    {
        var queue = "yarn.scheduler.capacity.root." + string.Join('.', Enumerable.Repeat("queue", 100_000));
        Assert.True(KnownKeys.IsKnown(queue + ".capacity"));
        Assert.False(KnownKeys.IsKnown(queue + ".capcity"));
        Assert.Null(KnownKeys.Nearest(queue + ".capcity"));
    }

    [Fact]
    public void Every_known_name_is_found() => Assert.All(KnownKeys.All(), static k => Assert.True(KnownKeys.IsKnown(k.Name), k.Name));

    [Theory]
    [InlineData("my.own.setting")]
    [InlineData("fs.s3a.whatever")]
    [InlineData("stream.map.input")]
    public void Names_of_other_beginnings_are_whoever_s(string name)
    {
        Assert.True(KnownKeys.IsKnown(name));
        Assert.False(KnownKeys.IsWithoutEffect(name));
    }

    private static bool Is(string type, string wanted) =>
        type == wanted
        || type.StartsWith(wanted + ".", StringComparison.Ordinal)
        || type.StartsWith(wanted + "`", StringComparison.Ordinal);

    private static bool IsSentence(string text) => text is [_, .., '.' or '…'];

    [GeneratedRegex(@"^(?:dfs|yarn|mapreduce|hathi|fs|io|ipc|hadoop|net)\.[A-Za-z][A-Za-z0-9._-]*")]
    private static partial Regex Name();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Part();
}
