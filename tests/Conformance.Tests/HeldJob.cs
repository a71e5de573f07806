using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests;

/// <summary>
/// A job in whose middle the test does something: the first attempt of one of its maps, that of the file "a", stops behind its first record
/// until it is let go. Test and map meet at two named pipes. What the maps write is each line with a 1.
/// </summary>
internal sealed partial class HeldJob : IDisposable
{
    private const string Code =
        """
        public sealed class Held : IJobProgram
        {
            public void Configure(JobBuilder job, string[] args) =>
                job.Named("held").Input(args[0]).Map(() => new M(args[2]))REDUCE.Output(args[1]);

            private sealed class Sum : Reducer<Text, long, Text, long>
            {
                public override void Reduce(Text line, Values<long> counts, Context context) => context.Write(line, counts.Sum());
            }

            private sealed class M(string pipes) : Mapper<long, Text, Text, long>
            {
                public override void Map(long offset, Text line, Context context)
                {
                    context.Counter("held", "lines").Increment();
                    context.Write(line, 1);
                    if (offset == 0 && context.Attempt.Number == 0
                        && context.Split is FileSplit split && split.Path.EndsWith("/a", StringComparison.Ordinal))
                    {
                        using var pipe = System.Diagnostics.Process.Start("sh", ["-c", $"echo > {pipes}/begun; cat {pipes}/go"])!;
                        pipe.WaitForExit();
                    }
                }
            }
        }
        """;

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly WorkDirectory _work = new();
    private readonly System.Diagnostics.Process _client;
    private readonly Task<string> _said;

    /// <summary>Starts it; returns when the map stands still.</summary>
    /// <param name="environment">HADOOP_CONF_DIR of the cluster, ours or Apache's.</param>
    /// <param name="files">Names of input files; each is a map.</param>
    /// <param name="reduces">Whether it has a reducer, or its maps write what it leaves.</param>
    /// <param name="options">Of hathi run.</param>
    public HeldJob(IReadOnlyDictionary<string, string> environment, string[] files, bool reduces, params string[] options)
    {
        _environment = environment;
        Hathi("dfs", "-mkdir", "-p", "/held/in").Ok();
        foreach (var file in files)
        {
            var local = Path.Combine(_work.Path, file);
            File.WriteAllText(local, $"{file}1\n{file}2\n");
            Hathi("dfs", "-put", local, "/held/in/" + file).Ok();
        }

        var script = Path.Combine(_work.Path, "Held.cs");
        File.WriteAllText(script, Code.Replace("REDUCE", reduces ? ".Reduce<Sum>()" : "", StringComparison.Ordinal));
        Shell($"mkfifo {_work.Path}/begun {_work.Path}/go");
        var start = new System.Diagnostics.ProcessStartInfo(
            Programs.Hathi, ["run", "-D", "mapreduce.job.ubertask.enable=false", .. options, script, "/held/in", "/held/out", _work.Path])
        {
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _client = System.Diagnostics.Process.Start(start)!;
        _said = _client.StandardError.ReadToEndAsync();
        Shell($"cat {_work.Path}/begun");
        Job = JobName().Match(Hathi("mapred", "job", "-list").Ok().Output).Value;
    }

    /// <summary>job_….</summary>
    public string Job { get; }

    public string Application => Job.Replace("job_", "application_", StringComparison.Ordinal);

    /// <summary>Lines of its output, sorted.</summary>
    public string[] Output => [.. Hathi("dfs", "-cat", "/held/out/part-*").Ok().Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Order(StringComparer.Ordinal)];

    public void LetGo() => Shell($"echo > {_work.Path}/go");

    /// <summary>What its client said, when it has ended.</summary>
    public (int ExitCode, string Said) AwaitClient()
    {
        if (!_client.WaitForExit(ClusterPatience.Command))
        {
            _client.Kill(entireProcessTree: true);
        }

        return (_client.ExitCode, _said.Result);
    }

    /// <summary>Its client dies and does nothing more for it.</summary>
    public void KillClient()
    {
        _client.Kill(entireProcessTree: true);
        _client.WaitPatiently();
    }

    /// <summary>
    /// Fails the test when the job has left anything but its logs. All its containers have ended then: their logs were moved.
    /// </summary>
    public void LeftNothing()
    {
        Assert.True(ClusterPatience.Until(() => Hathi("yarn", "logs", "-applicationId", Application).ExitCode == 0));
        var staging = $"/tmp/hadoop-yarn/staging/{Environment.UserName}/.staging/{Job}";
        Assert.Equal(1, Hathi("dfs", "-test", "-e", staging).ExitCode);
        Assert.Equal(1, Hathi("dfs", "-test", "-e", "/held/out/_temporary").ExitCode);
    }

    public void Dispose()
    {
        if (!_client.HasExited)
        {
            KillClient();
        }

        _client.Dispose();
        Hathi("dfs", "-rm", "-r", "-skipTrash", "/held");
        _work.Dispose();
    }

    private CommandResult Hathi(params string[] arguments) => Commands.Run(_environment, Programs.Hathi, arguments);

    private void Shell(string command) => Commands.Run(_environment, "/bin/sh", "-c", command).Ok();

    [GeneratedRegex(@"job_\d+_\d+")]
    private static partial Regex JobName();
}
