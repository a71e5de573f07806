namespace Hathi.Conformance.Tests.Lab;

/// <summary>
/// A node whose local directory has little room: tasks that spill more than that fail there with a message that says where and what to do,
/// other nodes do them, and when no other is left the job fails with that message; the cluster goes on.
/// </summary>
public sealed partial class FullDiskJobsTests : IDisposable
{
    private const int DiskMebibytes = 48;

    /// <summary>Of the input; each is a map.</summary>
    private const int Files = 4;

    // A map writes more than the small disk holds, and some of it before that shows.
    private const string Job =
        """
        public sealed class Spills : IJobProgram
        {
            public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Reduce<R>().Output(args[1]);

            private sealed class M : Mapper<long, Text, Text, Text>
            {
                public override void Map(long offset, Text line, Context context)
                {
                    Text value = new string('x', 10_000);
                    for (var i = 0; i < 7_000; i++) context.Write(line, value);
                }
            }

            private sealed class R : Reducer<Text, Text, Text, long>
            {
                public override void Reduce(Text line, Values<Text> values, Context context)
                {
                    var count = 0L;
                    foreach (var value in values) count++;
                    context.Write(line, count);
                }
            }
        }
        """;

    private const string Lab =
        """
        name: conformance
        memory: 6g
        nodes:
          - name: pi-200
            roles: [namenode, datanode, resourcemanager, historyserver]
          - name: pi-201
            roles: [nodemanager]
            settings:
              yarn.nodemanager.local-dirs: DISK/local
              yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage: 100
          - name: pi-202
            roles: [nodemanager]
        """;

    private readonly LabFixture _lab;
    private readonly WorkDirectory _work = new();
    private readonly string _job;

    public FullDiskJobsTests()
    {
        Assert.SkipUnless(
            Commands.Run(new Dictionary<string, string>(), "/bin/sh", "-c", "unshare -rm mount -t tmpfs tmpfs /mnt").ExitCode == 0,
            "this user may not mount a small disk (unshare -rm mount)");
        var disk = Directory.CreateDirectory(Path.Combine(_work.Path, "disk")).FullName;
        var file = Path.Combine(_work.Path, "lab.yaml");
        File.WriteAllText(file, Lab.Replace("DISK", disk, StringComparison.Ordinal));

        // The little disk is seen by the lab's processes only, and gone with them.
        _lab = new LabFixture(_ =>
        [
            "unshare", "-rm", "/bin/sh", "-c", $"mount -t tmpfs -o size={DiskMebibytes}m tmpfs \"$1\" && shift && exec \"$@\"", "sh", disk,
            Programs.Hathi, "up", "--name", LabFixture.Name, "--file", file,
        ]);
        _job = Path.Combine(_work.Path, "Spills.cs");
        File.WriteAllText(_job, Job);
        var input = Directory.CreateDirectory(Path.Combine(_work.Path, "in")).FullName;
        for (var i = 0; i < Files; i++)
        {
            File.WriteAllText(Path.Combine(input, $"file{i}"), $"line{i}\n");
        }

        _lab.Hathi("dfs", "-put", input, "/in").Ok();
    }

    public void Dispose()
    {
        _lab?.Dispose();
        _work.Dispose();
    }

    [Fact]
    public void Tasks_that_find_no_room_are_done_elsewhere_and_with_no_elsewhere_the_job_says_why_it_fails()
    {
        // The other node comes when the first task has found no room: else it may do all of them.
        _lab.Lab("node", "stop", "pi-202").Ok();
        var isBack = false;
        var done = WatchedJob.Run(
            _lab.Environment, Programs.Hathi,
            ["run", "-D", "mapreduce.map.maxattempts=100", "-D", "mapreduce.reduce.maxattempts=100", .. Spill("/out")], line =>
        {
            if (!isBack && line.Contains("/disk/local/usercache/", StringComparison.Ordinal))
            {
                isBack = true;
                _lab.Lab("node", "start", "pi-202").Ok();
            }
        });
        CheckMessage(string.Join('\n', done));
        Assert.Equal(
            Enumerable.Range(0, Files).Select(static i => $"line{i}\t7000"),
            _lab.Hathi("dfs", "-cat", "/out/part-*").Ok().Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal));

        _lab.Lab("node", "kill", "pi-202").Ok();
        var failed = _lab.Hathi(["run", "-D", "mapreduce.map.maxattempts=2", .. Spill("/never")]);
        Assert.Equal(1, failed.ExitCode);
        CheckMessage(failed.Error);
        Assert.DoesNotContain("   at ", failed.Error, StringComparison.Ordinal);

        // A node takes an application's logs when it has removed its files.
        var application = "application" + JobId().Match(failed.Error).Groups[1].Value;
        Assert.True(ClusterPatience.Until(() => _lab.Hathi("yarn", "logs", "-applicationId", application).ExitCode == 0));

        // What the attempts had taken is given back: what needs less runs there.
        _lab.Hathi("run", "--quiet", Path.Combine(Programs.Root, "samples", "WordCount.cs"), "/in", "/small").Ok();
        Assert.Equal(
            Files, _lab.Hathi("dfs", "-cat", "/small/part-*").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static void CheckMessage(string said)
    {
        Assert.Contains("/disk/local/usercache/", said, StringComparison.Ordinal);
        Assert.True(Needs().IsMatch(said), said);
        Assert.Contains("yarn.nodemanager.local-dirs", said, StringComparison.Ordinal);
    }

    [System.Text.RegularExpressions.GeneratedRegex("needs [0-9]+ bytes more for (spill[0-9]+|file|merge[0-9]+|fetched[0-9]+).out")]
    private static partial System.Text.RegularExpressions.Regex Needs();

    [System.Text.RegularExpressions.GeneratedRegex("job(_[0-9]+_[0-9]+)")]
    private static partial System.Text.RegularExpressions.Regex JobId();

    private string[] Spill(string output) =>
        [
            "-D", "mapreduce.task.io.sort.mb=8", "-D", "mapreduce.map.memory.mb=512", "-D", "yarn.app.mapreduce.am.resource.mb=512", _job,
            "/in", output,
        ];
}
