using System.Text;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Bytes as people write them.</summary>
internal static class Wire
{
    public static readonly ProtocolVersion[] Versions = [ProtocolVersion.V3, ProtocolVersion.V4, ProtocolVersion.V5];

    /// <summary>Hexadecimal digits, and texts in quotes: <c>0003 'abc'</c>.</summary>
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        var parts = text.Split('\'');
        for (var i = 0; i < parts.Length; i++)
        {
            var isText = i % 2 == 1;
            bytes.AddRange(
                isText ? Encoding.UTF8.GetBytes(parts[i]) : Convert.FromHexString(parts[i].Replace(" ", "", StringComparison.Ordinal)));
        }

        return [.. bytes];
    }

    /// <summary>What is written.</summary>
    public static byte[] Written(Action<WireBuffer> write)
    {
        using var buffer = new WireBuffer();
        write(buffer);
        return buffer.Written.ToArray();
    }

    /// <summary>The error that it ends with.</summary>
    public static ProtocolException Refused(Action read) => Assert.Throws<ProtocolException>(read);
}
