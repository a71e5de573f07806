using System.Buffers;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Base;

namespace Hathi.Hostile.Tests;

/// <summary>
/// Every field of every message of every protocol, as densely as its wire allows: what the bytes are said to take before they are
/// decoded, they take. So no call of any method,
/// nor an answer, becomes more in memory than was reckoned with, whatever messages a protocol gets yet.
/// </summary>
public sealed class DecodedMemoryTests
{
    /// <summary>Elements of a list: enough that lists have grown often.</summary>
    private const int Elements = 3_000;

    /// <summary>What a decoder takes for itself, and lists that have no element yet.</summary>
    private const long Overhead = 16 * 1024;

    private static readonly Assembly[] s_protocols =
    [
        typeof(Hathi.Hadoop.Rpc.Protocol.TokenProto).Assembly,
        typeof(Hathi.Hdfs.Protocol.ExtendedBlockProto).Assembly,
        typeof(Hathi.Yarn.Protocol.ResourceProto).Assembly,
        typeof(Hathi.MapReduce.Protocol.JobIdProto).Assembly,
    ];

    public static TheoryData<string> Protocols => [.. s_protocols.Select(static assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Nothing_becomes_more_than_it_is_said_to(string protocol)
    {
        var wrong = new List<string>();
        var messages = 0;
        foreach (var type in s_protocols.Single(assembly => assembly.GetName().Name == protocol).GetTypes()
            .Where(static t => t is { IsClass: true } && t.IsAssignableTo(typeof(IMessage))))
        {
            messages++;
            var descriptor = ((IMessage)Activator.CreateInstance(type)!).Descriptor;
            var shape = (Activator.CreateInstance(type) as IWireShaped)?.Shape;
            Assert.True(shape is not null, $"{type} does not tell its shape");
            foreach (var (name, element) in Repeated(descriptor))
            {
                var bytes = new byte[element.Length * Elements];
                for (var i = 0; i < Elements; i++)
                {
                    element.CopyTo(bytes, i * element.Length);
                }

                Check($"{descriptor.FullName}: {name}", descriptor, shape, bytes, wrong);
            }

            foreach (var (name, bytes) in Packed(descriptor))
            {
                Check($"{descriptor.FullName}: {name}", descriptor, shape, bytes, wrong);
            }
        }

        Assert.True(messages > 10, protocol);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(30)));
    }

    // What is allocated on the way is more than what stays: lists that grow leave their smaller arrays behind, about as much again.
    private static void Check(string what, MessageDescriptor descriptor, WireShape shape, byte[] bytes, List<string> wrong)
    {
        var said = WireWeight.Of(new ReadOnlySequence<byte>(bytes), shape, long.MaxValue);
        Decode(descriptor, bytes[..0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decoded = Decode(descriptor, bytes);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        if (decoded && taken > (2 * said) + Overhead)
        {
            wrong.Add($"{what}: {bytes.Length} bytes take {taken}, said were {said}");
        }
    }

    private static bool Decode(MessageDescriptor descriptor, byte[] bytes)
    {
        try
        {
            _ = descriptor.Parser.ParseFrom(new ReadOnlySequence<byte>(bytes));
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Name, byte[] Element)> Repeated(MessageDescriptor descriptor)
    {
        foreach (var field in descriptor.Fields.InDeclarationOrder())
        {
            yield return ($"{field.Name} of nothing", [.. Tag(field.FieldNumber, 2), 0]);
            yield return ($"{field.Name} of one byte", [.. Tag(field.FieldNumber, 2), 1, (byte)'x']);
            yield return ($"{field.Name} as a number", [.. Tag(field.FieldNumber, 0), 1]);
            yield return ($"{field.Name} as four bytes", [.. Tag(field.FieldNumber, 5), 1, 2, 3, 4]);
            yield return ($"{field.Name} as eight bytes", [.. Tag(field.FieldNumber, 1), 1, 2, 3, 4, 5, 6, 7, 8]);
            yield return ($"{field.Name} as a group", [.. Tag(field.FieldNumber, 3), .. Tag(field.FieldNumber, 4)]);
            if (field.FieldType == FieldType.Message)
            {
                foreach (var inner in field.MessageType.Fields.InDeclarationOrder())
                {
                    byte[] empty = [.. Tag(inner.FieldNumber, 2), 0];
                    yield return ($"{field.Name} with {inner.Name}", [.. Tag(field.FieldNumber, 2), (byte)empty.Length, .. empty]);
                }

                byte[] unknown = [.. Tag(1_001, 0), 1];
                yield return ($"{field.Name} with a field that nobody knows",
                    [.. Tag(field.FieldNumber, 2), (byte)unknown.Length, .. unknown]);
            }
        }

        foreach (var (name, element) in ((string, byte[])[])
        [
            ("a number", [.. Tag(1_001, 0), 1]), ("nothing", [.. Tag(1_001, 2), 0]), ("a group", [.. Tag(1_001, 3), .. Tag(1_001, 4)]),
        ])
        {
            yield return ($"a field that nobody knows, {name}", element);
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Packed(MessageDescriptor descriptor)
    {
        byte[] length = new byte[Varint.Size(8 * Elements)];
        Varint.Write(length, 8 * Elements);
        foreach (var field in descriptor.Fields.InDeclarationOrder())
        {
            yield return ($"{field.Name} in one piece",
                [.. Tag(field.FieldNumber, 2), .. length, .. Enumerable.Repeat((byte)1, 8 * Elements)]);
        }

        yield return ("many fields that nobody knows",
            [.. Enumerable.Range(1_001, Elements).SelectMany(static number => (byte[])[.. Tag(number, 0), 1])]);
    }

    private static byte[] Tag(int field, int wireType)
    {
        var tag = (uint)((field << 3) | wireType);
        var bytes = new byte[Varint.Size(tag)];
        Varint.Write(bytes, tag);
        return bytes;
    }
}
