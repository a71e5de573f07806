using Google.Protobuf.Reflection;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>How much an extreme weighs on the wire: how often it can be tried.</summary>
internal enum Weight
{
    /// <summary>At most some ten kilobytes: always tried.</summary>
    Small,

    /// <summary>About a megabyte, or thousands of elements.</summary>
    Large,

    /// <summary>Tens of megabytes, or a million elements.</summary>
    Huge,
}

/// <summary>One value that nobody sends in good faith.</summary>
/// <param name="Name">For the message of a test that fails.</param>
/// <param name="Weight">What it costs.</param>
/// <param name="Apply">Puts it into a field of a message.</param>
internal sealed record Extreme(string Name, Weight Weight, Action<Google.Protobuf.IMessage, FieldDescriptor> Apply);
