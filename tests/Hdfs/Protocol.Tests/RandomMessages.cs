using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Base;

namespace Hathi.Hdfs.Protocol.Tests;

/// <summary>
/// Random bytes as every message there is: what is parsed is complete exactly when the library's own check, by reflection, says so.
/// </summary>
internal static class RandomMessages
{
    /// <returns>How many messages were complete, were not, and were refused by the parser.</returns>
    internal static (int Complete, int Incomplete, int Refused) Compare(IEnumerable<FileDescriptor> files, ulong rounds)
    {
        var (complete, incomplete, refused) = (0, 0, 0);
        foreach (var type in files.SelectMany(file => file.MessageTypes).SelectMany(WithNested))
        {
            for (ulong seed = 0; seed < rounds; seed++)
            {
                var bytes = RandomMessage(new SeededRandom(seed), type, 0);
                IMessage message;
                try
                {
                    message = type.Parser.ParseFrom(bytes);
                }
                catch (InvalidProtocolBufferException)
                {
                    refused++;
                    continue;
                }

                var absent = IRequiredFields.FirstMissing(message);
                Assert.True(message.IsInitialized() == absent is null, $"{type.FullName}, seed {seed}: absent is {absent ?? "nothing"}");
                _ = absent is null ? complete++ : incomplete++;
            }
        }

        return (complete, incomplete, refused);
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor type) =>
        type.NestedTypes.SelectMany(WithNested).Prepend(type);

    /// <summary>Most fields of the type, well formed most of the time.</summary>
    private static byte[] RandomMessage(SeededRandom random, MessageDescriptor type, int depth)
    {
        var buffer = new MemoryStream();
        var output = new CodedOutputStream(buffer);
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            if (random.Chance(depth > 4 ? 0.8 : 0.1))
            {
                continue;
            }

            WriteField(output, random, field, depth);
        }

        output.Flush();
        var bytes = buffer.ToArray();
        if (bytes.Length > 0 && random.Chance(0.1))
        {
            bytes[random.Next(bytes.Length)] = (byte)random.NextUInt64();
        }

        return bytes;
    }

    private static void WriteField(CodedOutputStream output, SeededRandom random, FieldDescriptor field, int depth)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(RandomMessage(random, field.MessageType, depth + 1)));
                break;
            case FieldType.String or FieldType.Bytes:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom((byte)random.Next(256)));
                break;
            case FieldType.SFixed64 or FieldType.Fixed64 or FieldType.Double:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed64);
                output.WriteFixed64(random.NextUInt64());
                break;
            case FieldType.SFixed32 or FieldType.Fixed32 or FieldType.Float:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed32);
                output.WriteFixed32((uint)random.NextUInt64());
                break;
            default:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Varint);
                output.WriteUInt64((ulong)random.Next(5));
                break;
        }
    }
}
