using System.Runtime.CompilerServices;
using System.Text;
using Hathi.Cli.Tests.Transcripts;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Tests;

/// <summary>
/// The transcripts, run in this process on local files. With HATHI_TRANSCRIPTS_FS=hdfs://host:port they run on that cluster instead, and
/// with HATHI_TRANSCRIPTS_COMMAND="…/apache hdfs dfs" by that program: so their expectations are checked against the real thing.
/// </summary>
public sealed class TranscriptTests : IDisposable
{
    private static readonly string? Cluster = Environment.GetEnvironmentVariable("HATHI_TRANSCRIPTS_FS");
    private static readonly string? Command = Environment.GetEnvironmentVariable("HATHI_TRANSCRIPTS_COMMAND");
    private readonly string _temporary = Directory.CreateTempSubdirectory("hathi-dfs-").FullName;

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Transcripts"), "*.test")
            .Order(StringComparer.Ordinal))
        {
            files.Add(Path.GetFileNameWithoutExtension(file));
        }

        return files;
    }

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
        var transcript = Transcript.Read(Path.Combine(AppContext.BaseDirectory, "Transcripts", name + ".test"));
        RunCommand run = Command is null ? (words, input, user) => InProcess.RunAsync([.. Prefix(), .. words], input, user)
            : (words, input, user) => ForeignProcess.RunAsync(Command, [.. Prefix(), .. words], input, user);
        var stage = await StageAsync(name, run);
        var differences = await TranscriptRun.DifferencesAsync(transcript, stage, run);
        Assert.True(differences.Length == 0, differences);
    }

    private static string[] Ours => Command is null ? ["ours"] : [];

    private static string[] Prefix() => Cluster is null ? ["-fs", "file:///"] : ["-fs", Cluster, "-D", "dfs.replication=1"];

    private async Task<Stage> StageAsync(string name, RunCommand run)
    {
        var local = Directory.CreateDirectory(_temporary + "/local").FullName;
        if (Cluster is null)
        {
            var root = Directory.CreateDirectory(_temporary + "/root").FullName;
            var files = new LocalFileSystem(new Configuration());
            var status = await files.GetFileStatusAsync(root, TestContext.Current.CancellationToken);
            return new Stage(["local", .. Ours], root, "file:" + root, "file://" + root, local, status!.Owner, status.Group);
        }

        var folder = $"/cli-test/{name}-{Guid.NewGuid():N}";
        Assert.Equal(new Answer("", "", 0), await run(["-mkdir", "-p", folder], "", null));
        return new Stage(
            ["hdfs", .. Ours], folder, Cluster.TrimEnd('/') + folder, Cluster.TrimEnd('/') + folder, local, Environment.UserName,
            "supergroup");
    }
}
