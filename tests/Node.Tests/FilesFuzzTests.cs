using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Node.Tests;

/// <summary>Files that an administrator writes: queues, hosts, racks. Whatever they hold they are read, or refused in words.</summary>
public sealed class FilesFuzzTests : IDisposable
{
    private const int Runs = 700;
    private const string Head = "<configuration><property><name>yarn.scheduler.capacity.root.";

    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-files-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    [Fuzzes(typeof(QueueFile), typeof(QueueCapacity))]
    public void Queues() => new Fuzz
    {
        Of = nameof(QueueFile),
        Good =
        [
            Queue("a,b", "30", "70%"),
            Queue("a,b", "4w", "0.5w"),
            Queue("a,b", "[memory=8Gi,vcores=4]", "[memory=2048]"),
        ],
        Decode = bytes =>
        {
            File.WriteAllBytes(Path.Join(_directory, "capacity-scheduler.xml"), bytes);
            _ = QueueFile.Read(_directory);
            _ = QueueFile.ReadAccess(_directory);
        },
        Refusals = [typeof(ConfigurationException), typeof(ArgumentException)],
        Runs = Runs,
    }.Run();

    [Fact]
    [Fuzzes(typeof(HostsFile), typeof(RackTable))]
    public void Hosts_and_racks()
    {
        var file = Path.Join(_directory, "hosts");
        var conf = new Configuration();
        conf.Set("dfs.hosts", file);
        new Fuzz
        {
            Of = nameof(HostsFile),
            Good = ["10.0.0.1 10.0.0.2\n# none\n\thost # a comment\n"u8.ToArray(), "10.0.0.1 /r1\n#\nhost /r2\n"u8.ToArray()],
            Decode = bytes =>
            {
                File.WriteAllBytes(file, bytes);
                Assert.InRange(HostsFile.Read(conf, NameNodeKeys.Include).Count, 0, bytes.Length);
                Assert.InRange(RackTable.Read(file).Count, 0, bytes.Length);
            },
            Refusals = [],
            TakesAnything = true,
            Runs = Runs,
        }.Run();
    }

    private static byte[] Queue(string names, string a, string b) => Encoding.UTF8.GetBytes(
        Head + $"queues</name><value>{names}</value></property>"
        + $"<property><name>yarn.scheduler.capacity.root.a.capacity</name><value>{a}</value></property>"
        + $"<property><name>yarn.scheduler.capacity.root.b.capacity</name><value>{b}</value></property>"
        + "<property><name>yarn.scheduler.capacity.root.b.acl_submit_applications</name><value>ada users</value></property>"
        + "</configuration>");
}
