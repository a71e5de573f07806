using Google.Protobuf;

namespace Hathi.Yarn.Protocol.Tests;

/// <summary>What classes of Apache Hadoop 3.5.0 wrote or said: one line each, a name and hexadecimal digits or text.</summary>
internal static class Golden
{
    private static readonly Dictionary<string, string> Lines = File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "records-3.5.0.txt"))
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    public static string Text(string name) => Lines[name];

    /// <summary>The message has the bytes that Hadoop's record has, and Hadoop's bytes are the message.</summary>
    public static void AssertSame<T>(string name, T message)
        where T : IMessage<T>, new()
    {
        var parsed = new T();
        parsed.MergeFrom(Convert.FromHexString(Lines[name]));
        Assert.Equal(message, parsed);
        Assert.Equal(Lines[name], Convert.ToHexStringLower(message.ToByteArray()));
    }
}
