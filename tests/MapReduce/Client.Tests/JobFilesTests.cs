using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Records;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client.Tests;

/// <summary>What a client leaves for a job's containers.</summary>
public class JobFilesTests
{
    [Fact]
    public void The_job_token_is_as_hadoop_has_it()
    {
        var token = JobTokens.Create(new JobId("1700000000000", 7));
        Assert.Equal([22, .. Encoding.ASCII.GetBytes("job_1700000000000_0007")], token.Identifier.ToArray());
        Assert.Equal(("mapreduce.job", "job_1700000000000_0007", 20), (token.Kind, token.Service, token.Password.Length));
    }

    [Fact]
    public void Splits_come_back_as_they_went()
    {
        InputSplit[] splits =
        [
            new FileSplit("hdfs://h:8020/in/ä", 0, 5_000_000_000, ["h1", "h2"]),
            new FileSplit("/b", 7, 0, []),
            new RangeSplit(-1, long.MaxValue),
        ];
        var back = SplitFile.Decode(SplitFile.Encode(splits));
        Assert.Equal(splits.Select(s => s.ToString()), back.Select(s => s.ToString()));
        Assert.Equal(["h1", "h2"], back[0].Hosts);
    }

    [Fact]
    public void The_configuration_file_can_be_read_by_hadoop_and_by_us()
    {
        var configuration = new Configuration();
        configuration.Set("my.key", "a <b> & ${user.name}");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, JobXml.Encode(configuration));
            var back = new Configuration();
            back.AddFile(file);
            Assert.Equal(configuration.Get("my.key"), back.Get("my.key"));
            Assert.Contains("<name>my.key</name>", File.ReadAllText(file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", 8020)]
    [InlineData("", 0)]
    public void A_resource_comes_back_as_it_was_described(string host, int port)
    {
        var url = new URLProto { Scheme = "hdfs", File = "/a|b" };
        if (host.Length > 0)
        {
            url.Host = host;
            url.Port = port;
        }

        var resource = new LocalResourceProto
        {
            Resource = url,
            Size = 12,
            Timestamp = 1_700_000_000_000,
            Type = LocalResourceTypeProto.Archive,
            Visibility = LocalResourceVisibilityProto.Private,
        };
        Assert.Equal(("name", resource), ClusterFiles.Parse(ClusterFiles.Describe("name", resource)));
    }

    [Theory]
    [InlineData(0b111_101_101, true)]
    [InlineData(0b111_101_000, false)]
    public async Task A_file_is_public_when_everybody_may_come_to_it(int directoryMode, bool expected)
    {
        // Below /dev/shm or /tmp, whose ancestors are everybody's.
        var directory = Directory.CreateTempSubdirectory("hathi-public");
        await using var files = FileSystems.Get(new Uri("file:///"), new Configuration());
        try
        {
            var file = Path.Combine(directory.FullName, "f");
            await File.WriteAllTextAsync(file, "x");
            File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
            File.SetUnixFileMode(directory.FullName, (UnixFileMode)directoryMode);
            var visibility = await ClusterFiles.VisibilityAsync(new QualifiedPath(files, file), default);
            Assert.Equal(expected ? LocalResourceVisibilityProto.Public : LocalResourceVisibilityProto.Private, visibility);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_container_runs_the_program_with_its_output_in_the_log_directory()
    {
        var launch = Containers.Launch(
            "/d/dotnet /h/hathi.dll", "task-worker h 1", [], 1024, new Hadoop.Tokens.Credentials(), new Configuration());
        Assert.Equal(["exec /d/dotnet /h/hathi.dll task-worker h 1 1><LOG_DIR>/stdout 2><LOG_DIR>/stderr"], launch.Command);
        Assert.Equal("30000000", launch.Environment.Single(e => e.Key == "DOTNET_GCHeapHardLimit").Value);
    }

    [Fact]
    public void A_job_that_no_other_process_can_make_is_refused_with_a_reason()
    {
        Assert.Equal("local", new Configuration().GetString("mapreduce.framework.name", "local"));
        var job = new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<M>().Build();
        Assert.Null(job.Origin);
        Assert.NotNull(Job.From(new Program(), [], new Configuration()).Origin);
    }

    private sealed class Program : IJobProgram
    {
        public void Configure(JobBuilder job, string[] args) => job.Input("/in").Output("/out").Map<M>();
    }

    private sealed class M : Mapper<long, Text, Text, Text>
    {
        public override void Map(long key, Text value, Context context)
        {
        }
    }
}
