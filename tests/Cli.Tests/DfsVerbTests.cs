using System.Runtime.CompilerServices;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests;

/// <summary>
/// The texts of <c>hdfs dfs</c>, run in this process on local files. With HATHI_TRANSCRIPTS_FS=hdfs://host:port they run on that cluster
/// instead, and with HATHI_TRANSCRIPTS_COMMAND="…/apache hdfs dfs" by that program: so their expectations are checked against the real
/// thing.
/// </summary>
[Collection(ProcessUser.Name)]
public sealed class DfsVerbTests : IDisposable
{
    private const string Folder = "dfs";

    private static readonly string? Cluster = Environment.GetEnvironmentVariable("HATHI_TRANSCRIPTS_FS");
    private static readonly string? Command = Environment.GetEnvironmentVariable("HATHI_TRANSCRIPTS_COMMAND");
    private readonly string _temporary = Directory.CreateTempSubdirectory("hathi-dfs-").FullName;

    public static TheoryData<string> Files => CaseRun.Files("verbs/" + Folder);

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [ModuleInitializer]
    internal static void LeaveOutTheUsersOwnSettings()
    {
        Environment.SetEnvironmentVariable("HADOOP_CONF_DIR", null);
        Environment.SetEnvironmentVariable("HATHI_HOME", "/nonexistent");
        Environment.SetEnvironmentVariable("HADOOP_USER_NAME", null);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task AnswersAsApache(string name)
    {
        RunCommand run = Command is null ? (words, input, user) => InProcess.RunAsync([.. Prefix(), .. words], input, user)
            : (words, input, user) => ForeignProcess.RunAsync(Command, [.. Prefix(), .. words], input, EnvironmentOf(user));
        await VerbPlayer.CheckAsync(VerbText.Load(Folder, name), await StageAsync(name, run));
    }

    private static Dictionary<string, string> EnvironmentOf(string? user) =>
        user is null ? [] : new(StringComparer.Ordinal) { ["HADOOP_USER_NAME"] = user };

    private static string[] Ours => Command is null ? ["ours"] : [];

    private static string[] Prefix() => Cluster is null ? ["-fs", "file:///"] : ["-fs", Cluster, "-D", "dfs.replication=1"];

    private async Task<VerbStage> StageAsync(string name, RunCommand run)
    {
        var local = Directory.CreateDirectory(_temporary + "/local").FullName;
        if (Cluster is null)
        {
            var root = Directory.CreateDirectory(_temporary + "/root").FullName;
            var files = new LocalFileSystem(new Configuration());
            var status = await files.GetFileStatusAsync(root, TestContext.Current.CancellationToken);
            return new VerbStage(
                ["local", .. Ours], Names(root, "file:" + root, "file://" + root, local, status!.Owner, status.Group), run);
        }

        var folder = $"/cli-test/{name}-{Guid.NewGuid():N}";
        Assert.Equal(new Answer("", "", 0), await run(["-mkdir", "-p", folder], "", null));
        var full = Cluster.TrimEnd('/') + folder;
        return new VerbStage(["hdfs", .. Ours], Names(folder, full, full, local, Environment.UserName, "supergroup"), run);
    }

    private static VerbNames Names(string root, string full, string uri, string local, string user, string group) => new(
    [
        ("$ROOT", root), ("$FULL", full), ("$URI", uri), ("$LURI", "file://" + local), ("$LOCAL", local), ("$USER", user),
        ("$GROUP", group),
    ]);
}
