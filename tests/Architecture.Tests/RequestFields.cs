using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Finds in the code of a server where a field of a request is read and not handed at once to what checks and converts it. A handler may look whether a field
/// is set, and take a message out of a message; texts, numbers, bytes, enumerations and lists go from the getter straight into a converter.
/// </summary>
/// <param name="path">The assembly.</param>
/// <param name="fields">Getters of messages that come in requests, "type.get_Name", but those of bools and of messages.</param>
/// <param name="converters">The namespace that checks and converts, and in which fields are read freely.</param>
internal sealed class RequestFields(string path, IReadOnlySet<string> fields, string converters) : IDisposable
{
    private readonly PEReader _file = new(File.OpenRead(path));
    private readonly TypeNames _names = new();

    /// <summary>The getters of all messages that a request can hold, by the types of a loaded assembly.</summary>
    internal static HashSet<string> GettersOf(IEnumerable<Type> requests)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Type>();
        var left = new Stack<Type>(requests);
        while (left.TryPop(out var type))
        {
            foreach (var property in seen.Add(type) ? type.GetProperties() : [])
            {
                var (of, isList) = property.PropertyType is { IsGenericType: true } list ? (list.GetGenericArguments()[0], true) : (property.PropertyType, false);
                if (typeof(Google.Protobuf.IMessage).IsAssignableFrom(of))
                {
                    left.Push(of);
                }

                if (property.GetMethod is { IsStatic: false } && of != typeof(bool) && (isList || !typeof(Google.Protobuf.IMessage).IsAssignableFrom(of)))
                {
                    found.Add($"{type.FullName!.Replace('+', '.')}.get_{property.Name}");
                }
            }
        }

        return found;
    }

    /// <summary>"method: field" for each place.</summary>
    internal List<string> ReadUnchecked()
    {
        var metadata = _file.GetMetadataReader();
        var found = new List<string>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            var type = _names.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0);
            if (method.RelativeVirtualAddress == 0 || type.StartsWith(converters + ".", StringComparison.Ordinal))
            {
                continue;
            }

            var code = Instructions.Of(_file.GetMethodBody(method.RelativeVirtualAddress));
            for (var i = 0; i < code.Count; i++)
            {
                if (Called(metadata, code, i) is { } getter && fields.Contains(getter) && Called(metadata, code, i + 1)?.StartsWith(converters + ".", StringComparison.Ordinal) != true)
                {
                    found.Add($"{type}.{metadata.GetString(method.Name)}: {getter}");
                }
            }
        }

        return found;
    }

    public void Dispose() => _file.Dispose();

    private string? Called(MetadataReader metadata, List<(System.Reflection.Emit.OpCode Code, int Operand)> code, int at)
    {
        if (at >= code.Count || code[at].Code.OperandType != System.Reflection.Emit.OperandType.InlineMethod)
        {
            return null;
        }

        var handle = MetadataTokens.EntityHandle(code[at].Operand);
        if (handle.Kind == HandleKind.MethodSpecification)
        {
            handle = metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method;
        }

        if (handle.Kind == HandleKind.MethodDefinition)
        {
            var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
            return $"{_names.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0)}.{metadata.GetString(method.Name)}";
        }

        var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
        return $"{_names.NameOf(metadata, member.Parent)}.{metadata.GetString(member.Name)}";
    }
}
