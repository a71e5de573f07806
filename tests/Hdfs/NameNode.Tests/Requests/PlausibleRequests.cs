using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Tests.Requests;

/// <summary>Requests of every type that mean something to a NameNode with one DataNode and one file being written.</summary>
/// <param name="poolId">Of the name space.</param>
internal sealed class PlausibleRequests(string poolId)
{
    public const string Path = "/d/open";
    public const string Holder = "DFSClient_NONMAPREDUCE_1_1";
    public const string Node = "6f1b2c3d-0000-4000-8000-000000000001";
    public const string Storage = "DS-6f1b2c3d-0000-4000-8000-000000000002";

    /// <summary>The last block of the file.</summary>
    public ExtendedBlockProto Block { get; set; } = new() { PoolId = poolId, BlockId = 1, GenerationStamp = 1, NumBytes = 0 };

    /// <summary>The file's id.</summary>
    public ulong FileId { get; set; }

    /// <summary>The name space, for registrations.</summary>
    public StorageInfoProto NameSpace { get; set; } = new();

    /// <summary>A request of that type with every field set that it can have.</summary>
    public IMessage Make(Type type) => Fill((IMessage)Activator.CreateInstance(type)!, depth: 0);

    /// <summary>Something for a list of that field.</summary>
    public static object Element(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "x",
        FieldType.Bytes => ByteString.CopyFromUtf8("x"),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, 1),
        FieldType.UInt64 => 1UL,
        FieldType.UInt32 => 1U,
        FieldType.Message => new PlausibleRequests("").Fill((IMessage)Activator.CreateInstance(field.MessageType.ClrType)!, depth: 0),
        _ => throw new ArgumentException($"no element for {field.FullName}"),
    };

    private IMessage Fill(IMessage message, int depth)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (Value(field, depth) is not { } value)
            {
                continue;
            }

            if (field.IsRepeated)
            {
                ((IList)field.Accessor.GetValue(message)).Add(value);
            }
            else
            {
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }

    private object? Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.String => Text(field.Name),
        FieldType.Bytes => field.Name == "blocksBuffers" ? ByteString.CopyFrom(2, 0, 1, 0) : ByteString.Empty,
        FieldType.Bool => false,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.Name == "state" ? 0 : 1),
        FieldType.UInt64 => field.Name == "blocks" ? null : Number(field.Name),
        FieldType.UInt32 => (uint)Number(field.Name),
        FieldType.Int64 => -1L,
        FieldType.Int32 => field.Name == "totalRpcs" ? 1 : 0,
        FieldType.Double => 1.0,
        FieldType.Message when field.MessageType == ExtendedBlockProto.Descriptor => Block.Clone(),
        FieldType.Message when field.MessageType == StorageInfoProto.Descriptor => NameSpace.Clone(),
        FieldType.Message when depth < 5 => Fill((IMessage)Activator.CreateInstance(field.MessageType.ClrType)!, depth + 1),
        _ => null,
    };

    private static ulong Number(string field) => field switch
    {
        "replication" or "numAdditionalNodes" or "createFlag" or "numberOfBlocks" => 1,
        "blockSize" => 1 << 20,
        "perm" => 0b111_101_101,
        "xferPort" => 9866,
        _ => 0,
    };

    private string Text(string field) => field switch
    {
        "src" or "path" => Path,
        "dst" => "/d/elsewhere",
        "clientName" or "holder" or "client" => Holder,
        "datanodeUuid" => Node,
        "storageUuid" or "existingStorageUuids" or "storageIDs" or "newTargetStorages" => Storage,
        "poolId" or "blockPoolId" => poolId,
        "ipAddr" => "127.0.0.1",
        "hostName" or "favoredNodes" => "localhost",
        "softwareVersion" => "3.4.1",
        "filename" => "metasave.txt",
        "ecPolicyName" => "",
        "user" => "nobody",
        "cookie" => "0",
        _ => "x",
    };
}
