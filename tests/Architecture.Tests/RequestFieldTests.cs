using Google.Protobuf.WellKnownTypes;

namespace Hathi.Architecture.Tests;

/// <summary>No server lets a field of a request by that was not checked and converted in the one place for it.</summary>
public sealed class RequestFieldTests
{
    [Theory]
    [InlineData("Hathi.Hdfs.NameNode", "Hathi.Hdfs.Protocol", "Hathi.Hdfs.NameNode.Mapping")]
    public void Requests_are_read_through_converters(string server, string messages, string converters)
    {
        var requests = System.Reflection.Assembly.Load(messages).GetTypes().Where(static t => t.Name.EndsWith("RequestProto", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(requests);
        using var fields = new RequestFields(Path.Join(AppContext.BaseDirectory, server + ".dll"), RequestFields.GettersOf(requests), converters);
        var unread = fields.ReadUnchecked();
        Assert.True(unread.Count == 0, string.Join(Environment.NewLine, unread));
    }

    [Fact]
    public void What_is_looked_for_is_seen()
    {
        using var fields = new RequestFields(typeof(RequestFieldTests).Assembly.Location, RequestFields.GettersOf([typeof(Field)]), typeof(Check.Taken).Namespace!);
        var mistakes = typeof(Mistakes).FullName!.Replace('+', '.');
        Assert.Equal(
            [$"{mistakes}.List: {typeof(Field).FullName}.get_Options", $"{mistakes}.Text: {typeof(Field).FullName}.get_Name", $"{mistakes}.Value: {typeof(Field).FullName}.get_Number"],
            fields.ReadUnchecked().Order(StringComparer.Ordinal));
    }

    /// <summary>Read by the test, never run.</summary>
    private static class Mistakes
    {
        internal static int Text(Field message) => message.Name.Length;

        internal static int List(Field message) => message.Options.Count;

        internal static long Value(Field message) => message.Number;

        internal static long Converted(Field message) => Check.Taken.Number(message.Number);

        internal static bool Harmless(Field message) => message.Packed;
    }
}
