using System.Runtime.CompilerServices;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// A call that fails in a way nobody foresaw has changed nothing when the core says so; then it can be refused and the next be taken.
/// </summary>
public sealed class UnforeseenFaultTests
{

    public static TheoryData<string> Calls => [.. Operation.All.Keys.Select(static t => t.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_whose_lists_and_texts_are_missing_changes_nothing(string name)
    {
        var (cluster, input) = Prepare(name);
        var image = Image(cluster.Core);
        if (Step(cluster, input) is not { } fault)
        {
            return; // answered, or refused by a rule
        }

        Assert.True(cluster.Core.IsUnchanged, fault.ToString());
        Assert.Equal(image, Image(cluster.Core));
        cluster.Submit();
        cluster.Restart();
    }

    [Fact]
    public void Some_calls_whose_lists_and_texts_are_missing_do_fail()
    {
        var failed = Operation.All.Keys.Select(static t => t.Name).Where(static name =>
        {
            var (cluster, input) = Prepare(name);
            return Step(cluster, input) is not null;
        });
        Assert.True(failed.Count() > 8, $"only {string.Join(", ", failed)}: what is tried here is no fault any more");
    }

    /// <summary>A cluster with a node and a running master, and a call that means them, without anything else.</summary>
    private static (Cluster Cluster, RmInput Input) Prepare(string name)
    {
        var cluster = new Cluster(new RmOptions());
        cluster.AddNode(1, 8192);
        var id = cluster.Submit();
        var attempt = cluster.StartMaster().Attempt;
        var type = Operation.All.Keys.Single(t => t.Name == name);
        var input = (RmInput)RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties())
        {
            object? value = property.PropertyType switch
            {
                var t when t == typeof(ApplicationId) => id,
                var t when t == typeof(ApplicationAttemptId) => attempt,
                var t when t == typeof(NodeId) => Cluster.Node(1),
                var t when t == typeof(ContainerId) => new ContainerId(attempt, 1),
                var t when t == typeof(long) => 1L,
                _ => null,
            };
            if (value is not null && property.CanWrite)
            {
                property.SetValue(input, value);
            }
        }

        return (cluster, input);
    }

    private static Exception? Step(Cluster cluster, RmInput input)
    {
        try
        {
            cluster.Send(input);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static byte[] Image(ResourceManagerCore core)
    {
        var writer = new ImageWriter(core);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        while (writer.WriteNext(buffer))
        {
            // piece by piece
        }

        return buffer.WrittenSpan.ToArray();
    }
}
