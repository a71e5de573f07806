using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Hathi.Architecture.Tests;

public sealed class MessageReflectionTests
{
    private static readonly HashSet<string> s_messages =
        [.. House.MayUse.Keys.SelectMany(static name => MessageReflection.MessagesOf(PathOf(name)))];

    public static TheoryData<string> Rooms => [.. House.MayUse.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Nothing_builds_descriptors(string name)
    {
        using var assembly = new MessageReflection(PathOf(name), s_messages);
        var uses = assembly.Uses().ToList();
        Assert.True(uses.Count == 0, string.Join(Environment.NewLine, uses));
    }

    [Fact]
    public void The_messages_are_known()
    {
        Assert.True(s_messages.Count > 500, $"only {s_messages.Count} messages found");
        Assert.Contains("Hathi.Hadoop.Rpc.Protocol.TokenProto", s_messages);
    }

    [Fact]
    public void What_is_looked_for_is_seen()
    {
        var duration = typeof(Duration).FullName!;
        using var tests = new MessageReflection(
            typeof(MessageReflectionTests).Assembly.Location, new HashSet<string>(StringComparer.Ordinal) { duration });
        var mistakes = typeof(Mistakes).FullName!.Replace('+', '.');
        string[] expected =
        [
            $"{mistakes}.Descriptor: {duration}.get_Descriptor",
            $"{mistakes}.Descriptor: Google.Protobuf.Reflection.DescriptorBase.get_FullName",
            $"{mistakes}.Initialized: Google.Protobuf.MessageExtensions.IsInitialized",
            $"{mistakes}.Json: Google.Protobuf.JsonFormatter.get_Default",
            $"{mistakes}.Json: Google.Protobuf.JsonFormatter.Format", $"{mistakes}.TextOfArgument: text of {duration}",
            $"{mistakes}.TextOfField: text of {duration}",
            $"{mistakes}.TextOfMade: text of {duration}", $"{mistakes}.Interpolated: text of {duration}",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), tests.Uses().Order(StringComparer.Ordinal));
    }

    private static string PathOf(string name) => Path.Join(AppContext.BaseDirectory, name + ".dll");

    /// <summary>Read by the test, never run.</summary>
    private static class Mistakes
    {
        private static readonly Duration s_field = new();

        internal static string Descriptor() => Duration.Descriptor.FullName;

        internal static bool Initialized(Duration message) => message.IsInitialized();

        internal static string Json(Duration message) => JsonFormatter.Default.Format(message);

        internal static string TextOfArgument(Duration message) => message.ToString();

        internal static string TextOfField() => s_field.ToString();

        internal static string TextOfMade() => new Duration().ToString();

        internal static string Interpolated(Duration message) => $"{message}";

        internal static string Harmless(Duration message) =>
            $"{message.Seconds}{message.Nanos.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
