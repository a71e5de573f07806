using Google.Protobuf.Reflection;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Yarn.Protocol.Tests;

/// <summary>
/// Every field, label, type, default and enum value of our messages against the descriptors inside the jars of Apache Hadoop 3.5.0,
/// one line each in <c>Golden/messages-3.5.0.txt</c>: "message.field = number label type default". It lists what we have, nothing else.
/// </summary>
public class MessagesMatchHadoopTests
{
    internal static readonly FileDescriptor[] Ours =
    [
        ApplicationClientProtocolReflection.Descriptor, ApplicationMasterProtocolReflection.Descriptor,
        ApplicationsReflection.Descriptor, AsksReflection.Descriptor, ContainerManagementProtocolReflection.Descriptor,
        ContainersReflection.Descriptor, IdsReflection.Descriptor, LaunchReflection.Descriptor, NodeLabelCallsReflection.Descriptor,
        NodesReflection.Descriptor, QueuesReflection.Descriptor,
        ResourceManagerAdministrationProtocolReflection.Descriptor, ResourceTrackerReflection.Descriptor, ResourcesReflection.Descriptor,
        SecurityReflection.Descriptor, TokenIdentifiersReflection.Descriptor,
    ];

    [Fact]
    public void Every_message_has_exactly_the_fields_of_hadoop()
    {
        var theirs = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "messages-3.5.0.txt"));
        var ours = Ours.SelectMany(Lines).ToHashSet(StringComparer.Ordinal);
        Assert.True(ours.Count > 900, $"only {ours.Count} lines described");
        Assert.Empty(ours.Except(theirs));
        Assert.Empty(theirs.Except(ours));
    }

    [Fact]
    public void Every_file_of_messages_is_compared()
    {
        var files = typeof(ProtocolNames).Assembly.GetExportedTypes()
            .Count(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal));
        Assert.Equal(files, Ours.Count(file => file.Package == "hadoop.yarn"));
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
