using System.Text;
using Hathi.Hadoop.Conf;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>Configuration files that are damaged are refused with their name, or give what is in them.</summary>
public sealed class ConfigurationFuzzTests : IDisposable
{
    private const int Runs = 1_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-conf-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    [Fuzzes(typeof(Configuration))]
    public void Any_bytes_are_a_configuration_or_none()
    {
        var file = Path.Join(_directory, "core-site.xml");
        new Fuzz
        {
            Of = nameof(Configuration),
            Good =
            [
                .. new[]
                {
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n<configuration>\n<property><name>a.b</name>"
                        + "<value> ${c} </value><final>true</final><description>d</description></property></configuration>",
                    "<configuration><property name='a' value='x &amp; &#233;' final='true'/>"
                        + "<property><name>b</name><value/></property></configuration>",
                    "<!DOCTYPE configuration><configuration xmlns:xi=\"http://www.w3.org/2001/XInclude\">"
                        + "<xi:include href=\"none.xml\"><xi:fallback/></xi:include></configuration>",
                }.Select(Encoding.UTF8.GetBytes),
            ],
            Decode = bytes =>
            {
                File.WriteAllText(Path.Join(_directory, "none.xml"), "<configuration/>");
                File.WriteAllBytes(file, bytes);
                var configuration = new Configuration();
                configuration.AddFile(file);
                foreach (var name in (string[])["a.b", "a", "b"])
                {
                    _ = configuration.Get(name);
                }
            },
            Refusals = [typeof(ConfigurationException)],
            Runs = Runs,
        }.Run();
    }
}
