using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Base;

namespace Hathi.Hdfs.Protocol.Tests;

public class RequiredFieldsTests
{
    private const int RoundsPerMessage = 200;

    [Fact]
    public void Names_what_is_absent_at_any_depth()
    {
        var checks = RequiredFields.Of(AddBlockRequestProto.Descriptor);
        var request = new AddBlockRequestProto { Src = "/a" };
        Assert.Equal("hadoop.hdfs.AddBlockRequestProto.clientName", checks.FindAbsent(request));
        request.ClientName = "c";
        Assert.Null(checks.FindAbsent(request));
        request.Previous = new ExtendedBlockProto { PoolId = "BP-1", BlockId = 1 };
        Assert.Equal("hadoop.hdfs.ExtendedBlockProto.generationStamp", checks.FindAbsent(request));
        request.Previous.GenerationStamp = 1;
        request.ExcludeNodes.Add(new DatanodeInfoProto { Id = new DatanodeIDProto { IpAddr = "127.0.0.1" } });
        Assert.Equal("hadoop.hdfs.DatanodeIDProto.hostName", checks.FindAbsent(request));
        Assert.Throws<MalformedMessageException>(() => ProtoMessage.Parse(request.ToByteArray(), AddBlockRequestProto.Parser));
    }

    /// <summary>
    /// Random bytes as every message there is: parsing fails in the one way that <see cref="ProtoMessage"/> knows, and what is parsed
    /// is complete exactly when the library's own, slower check says so.
    /// </summary>
    [Fact]
    public void Random_bytes_as_any_message_agree_with_the_library()
    {
        var (complete, incomplete, refused) = (0, 0, 0);
        foreach (var type in MessagesMatchHadoopTests.Ours.SelectMany(file => file.MessageTypes).SelectMany(WithNested))
        {
            var checks = RequiredFields.Of(type);
            for (ulong seed = 0; seed < RoundsPerMessage; seed++)
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

                var absent = checks.FindAbsent(message);
                Assert.True(message.IsInitialized() == absent is null, $"{type.FullName}, seed {seed}: absent is {absent ?? "nothing"}");
                _ = absent is null ? complete++ : incomplete++;
            }
        }

        Assert.True(complete > 1000 && incomplete > 1000 && refused > 1000, $"{complete} complete, {incomplete} incomplete, {refused} refused");
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

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
