using System.Text.Json;

namespace Hathi.Conformance.Tests.Cassandra;

/// <summary>A lab of one node with a ring, for the clients of Cassandra.</summary>
public sealed class RingLab : IDisposable
{
    private readonly LabFixture _lab = new(static _ =>
        [Programs.Hathi, "up", "--nodes", "1", "--services", "hdfs,ring", "--name", LabFixture.Name]);

    /// <summary>Where the ring is.</summary>
    public string Host
    {
        get
        {
            using var status = _lab.Status();
            return status.RootElement.GetProperty("nodes")[0].GetProperty("address").GetString()!;
        }
    }

    /// <summary>The folder of the clients' programs.</summary>
    public static string Scripts { get; } = Path.Combine(Programs.Root, "tests", "Conformance.Tests", "Cassandra");

    /// <summary>Runs a program of a client.</summary>
    public CommandResult Run(string program, params string[] arguments) => Commands.Run(_lab.Environment, program, arguments);

    /// <summary>A verb of the lab.</summary>
    public CommandResult Lab(string verb, params string[] arguments) => _lab.Lab(verb, arguments);

    /// <summary>What <c>hathi status</c> says of the node's roles.</summary>
    public JsonDocument Status() => _lab.Status();

    /// <summary>The node ends, and is there again.</summary>
    public void Restart()
    {
        Lab("down").Ok();
        Lab("up").Ok();
    }

    /// <inheritdoc/>
    public void Dispose() => _lab.Dispose();
}

/// <summary>Tests that share one lab.</summary>
[CollectionDefinition(Name)]
public sealed class RingCollection : ICollectionFixture<RingLab>
{
    public const string Name = "ring";
}
