using Google.Protobuf.WellKnownTypes;

namespace Hathi.Architecture.Tests.Check;

/// <summary>Stands for a decoder that somebody has just written.</summary>
internal static class NewDecoder
{
    internal static int Read(ReadOnlySpan<byte> bytes) => bytes.Length > 0 ? bytes[0] : throw new FormatException("nothing is there");
}

/// <summary>Stands for one that reads a file, and leaves it to others to refuse what is in it.</summary>
internal static class NewSource
{
    internal static int Read(string path) => File.ReadAllBytes(path).Length;
}

/// <summary>Stands for one that asks the library, and nobody else.</summary>
internal static class NewParser
{
    internal static Field Read(byte[] bytes) => Field.Parser.ParseFrom(bytes);
}

/// <summary>Stands for one that refuses by what it returns.</summary>
internal static class NewTry
{
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out int value)
    {
        value = bytes.Length;
        return value > 0;
    }
}

/// <summary>Stands for a format that somebody has just made up.</summary>
internal static class NewFormat
{
    internal const int Version = 2;

    internal static void Save(string path) => File.WriteAllText(path, $"{Version}");
}
