using Google.Protobuf.WellKnownTypes;

namespace Hathi.Architecture.Tests;

/// <summary>No server lets a field of a request by that was not checked and converted in the one place for it.</summary>
public sealed class RequestFieldTests
{
    /// <summary>The ResourceManager's own keys are of the message by which nodes say which they know.</summary>
    private const string OwnKeys = "Hathi.Yarn.ResourceManager.Secrets.KeyRing.";

    [Theory]
    [InlineData("Hathi.Hdfs.NameNode", "Hathi.Hdfs.Protocol", "Hathi.Hdfs.NameNode.Mapping.")]
    [InlineData("Hathi.Yarn.ResourceManager", "Hathi.Yarn.Protocol", "Hathi.Yarn.ResourceManager.Mapping.Request", OwnKeys)]
    [InlineData("Hathi.Yarn.NodeManager", "Hathi.Yarn.Protocol", "Hathi.Yarn.NodeManager.Mapping.Request")]
    public void Requests_are_read_through_converters(string server, string messages, params string[] converters)
    {
        using var reader = new RequestFieldReader(RequestFieldReader.PathOf(server), converters);
        var requests = reader.Decoded(System.Reflection.Assembly.Load(messages), typeof(Hathi.Hadoop.Rpc.Protocol.TokenProto).Assembly)
            .FindAll(static t => t.Name.EndsWith("RequestProto", StringComparison.Ordinal));
        Assert.NotEmpty(requests);
        var unread = reader.ReadUnchecked(RequestFieldReader.GettersOf(requests));
        Assert.True(unread.Count == 0, string.Join(Environment.NewLine, unread));
    }

    [Fact]
    public void What_is_looked_for_is_seen()
    {
        using var reader = new RequestFieldReader(typeof(RequestFieldTests).Assembly.Location, typeof(Check.Taken).FullName + ".");
        var mistakes = typeof(Mistakes).FullName!.Replace('+', '.');
        Assert.Equal(
            [
                $"{mistakes}.Besides: {typeof(Field).FullName}.get_Number", $"{mistakes}.Kept: {typeof(Field).FullName}.get_Number",
                $"{mistakes}.List: {typeof(Field).FullName}.get_Options",
                $"{mistakes}.Other: {typeof(Field).FullName}.get_Options", $"{mistakes}.Text: {typeof(Field).FullName}.get_Name",
                $"{mistakes}.Value: {typeof(Field).FullName}.get_Number",
            ],
            reader.ReadUnchecked(RequestFieldReader.GettersOf([typeof(Field)])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Requests_are_those_that_are_decoded()
    {
        using var reader = new RequestFieldReader(typeof(RequestFieldTests).Assembly.Location);
        Assert.Equal([typeof(Field)], reader.Decoded(typeof(Field).Assembly));
    }

    /// <summary>Read by the test, never run.</summary>
    private static class Mistakes
    {
        internal static int Text(Field message) => message.Name.Length;

        internal static int List(Field message) => message.Options.Count;

        internal static long Value(Field message) => message.Number;

        internal static long Besides(Field message) => Check.Taken.Number(1) + message.Number;

        internal static long Kept(Field message)
        {
            var number = message.Number;
            return Check.Taken.Number(number) + number;
        }

        internal static void Other(Field message, Google.Protobuf.Collections.RepeatedField<Option> list) => list.AddRange(message.Options);

        internal static long Converted(Field message) => Check.Taken.Number(message.Number);

        internal static string ConvertedWithOthers(Field message, Field other) =>
            Check.Taken.Text(message.Name, Check.Taken.Number(other.Number) + 1);

        internal static Field Made(Option option) => new() { Options = { option, new Option() } };

        internal static Field Decoded(byte[] bytes) => Field.Parser.ParseFrom(bytes);

        internal static bool Harmless(Field message) => message.Packed;
    }
}
