using Google.Protobuf.Reflection;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Hdfs.Protocol.Tests;

/// <summary>
/// Every field, label, type, default and enum value of our messages against the descriptors inside the jars of Apache Hadoop 3.5.0,
/// one line each in <c>Golden/messages-3.5.0.txt</c>: "message.field = number label type default".
/// </summary>
public class MessagesMatchHadoopTests
{
    internal static readonly FileDescriptor[] Ours =
    [
        ClientNamenodeProtocolReflection.Descriptor, ClientDatanodeProtocolReflection.Descriptor, HdfsReflection.Descriptor,
        AclReflection.Descriptor, XattrReflection.Descriptor, EncryptionReflection.Descriptor, ErasurecodingReflection.Descriptor,
        DatatransferReflection.Descriptor, SecurityReflection.Descriptor, HAServiceProtocolReflection.Descriptor,
        RefreshUserMappingsProtocolReflection.Descriptor, GetUserMappingsProtocolReflection.Descriptor, HdfsServerReflection.Descriptor,
        InterDatanodeProtocolReflection.Descriptor, Datanode.DatanodeProtocolReflection.Descriptor,
        Namenode.NamenodeProtocolReflection.Descriptor,
    ];

    /// <summary>
    /// Optional fields that Hadoop does not have: its daemons skip them, and neither send nor need them. Their numbers are
    /// far from any of its own.
    /// </summary>
    private static readonly string[] OursOnly =
    [
        "hadoop.hdfs.RecoveringBlockProto.withoutSilent = 1000 optional bool",
        "hadoop.hdfs.InitReplicaRecoveryRequestProto.knowsSoundLength = 1000 optional bool",
        "hadoop.hdfs.InitReplicaRecoveryResponseProto.soundLength = 1000 optional uint64",
        "hadoop.hdfs.InitReplicaRecoveryResponseProto.damagedAt = 1001 optional uint64",
        "hadoop.hdfs.InitReplicaRecoveryResponseProto.stillRead = 1002 optional bool",
    ];

    [Fact]
    public void Every_message_has_exactly_the_fields_of_hadoop()
    {
        var theirs = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "messages-3.5.0.txt"));
        var ours = Ours.SelectMany(Lines).ToHashSet(StringComparer.Ordinal);
        var containers = ours.Select(Container).ToHashSet(StringComparer.Ordinal);
        Assert.True(ours.Count > 1000, $"only {ours.Count} lines described");
        Assert.Equal(OursOnly, ours.Except(theirs));
        Assert.Empty(
            theirs.Where(line => line.Contains('=', StringComparison.Ordinal) && containers.Contains(Container(line))).Except(ours));
    }

    private static string Container(string line)
    {
        var name = line.Split(' ')[0];
        return line.Contains('=', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : name;
    }

    private static IEnumerable<string> Lines(FileDescriptor file) =>
        file.MessageTypes.SelectMany(Lines).Concat(file.EnumTypes.SelectMany(Lines));

    private static IEnumerable<string> Lines(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().Select(Line).Prepend(message.FullName)
            .Concat(message.NestedTypes.SelectMany(Lines)).Concat(message.EnumTypes.SelectMany(Lines));

    private static IEnumerable<string> Lines(EnumDescriptor type) =>
        type.Values.Select(value => $"{type.FullName}.{value.Name} = {value.Number}");

    private static string Line(FieldDescriptor field)
    {
        var label = field.IsRepeated ? (field.IsPacked ? "packed" : "repeated") : field.IsRequired ? "required" : "optional";
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            _ => field.FieldType.ToString().ToLowerInvariant(),
        };
        var proto = field.ToProto();
        var fallback = proto.HasDefaultValue ? " default " + proto.DefaultValue : "";
        return $"{field.FullName} = {field.FieldNumber} {label} {type}{fallback}";
    }
}
