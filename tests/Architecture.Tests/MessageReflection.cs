using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Finds in the code of an assembly what makes protobuf build descriptors (docs/adr/0010): <c>Descriptor</c>, reflection, JSON, and a
/// message made text by <c>ToString()</c> or in an interpolated string. It sees a message whose static type is the message's own
/// where the text is made.
/// </summary>
internal sealed class MessageReflection : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly IReadOnlySet<string> _messages;
    private readonly TypeNames _names = new();

    /// <param name="path">The assembly.</param>
    /// <param name="messages">Full names of message types.</param>
    internal MessageReflection(string path, IReadOnlySet<string> messages)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        _messages = messages;
    }

    /// <summary>The messages that an assembly defines: types with a static property Descriptor.</summary>
    internal static IEnumerable<string> MessagesOf(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var names = new TypeNames();
        return [.. from handle in metadata.TypeDefinitions
            where metadata.GetTypeDefinition(handle).GetMethods()
                .Any(m => metadata.GetString(metadata.GetMethodDefinition(m).Name) == "get_Descriptor")
            select names.GetTypeFromDefinition(metadata, handle, 0)];
    }

    /// <summary>"method: what" for each place.</summary>
    internal IEnumerable<string> Uses() =>
        from handle in _metadata.MethodDefinitions
        let method = _metadata.GetMethodDefinition(handle)
        where method.RelativeVirtualAddress != 0
        let type = _names.GetTypeFromDefinition(_metadata, method.GetDeclaringType(), 0)
        where !IsGenerated(type)
        from use in UsesIn(method)
        select $"{type}.{_metadata.GetString(method.Name)}: {use}";

    public void Dispose() => _file.Dispose();

    // What protoc wrote: the messages, and the holders of the descriptors.
    private bool IsGenerated(string type) => type.EndsWith("Reflection", StringComparison.Ordinal)
        || _messages.Any(m => type == m || type.StartsWith(m + ".", StringComparison.Ordinal));

    private IEnumerable<string> UsesIn(MethodDefinition method)
    {
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        var context = new Frame(
            method.DecodeSignature(_names, null),
            body.LocalSignature.IsNil ? [] : _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null));
        var found = new List<string>();
        string? top = null; // the static type of what the last instruction pushed, where it is known
        foreach (var (code, operand) in Instructions.Of(body))
        {
            top = Step(code, operand, context, top, found);
        }

        return found;
    }

    private string? Step(OpCode code, int operand, Frame frame, string? top, List<string> found)
    {
        if (code.OperandType is OperandType.InlineMethod)
        {
            var (owner, name, result, argument) = Called(MetadataTokens.EntityHandle(operand));
            if (name is "get_Descriptor" or "IsInitialized"
                || owner.StartsWith("Google.Protobuf.Reflection.", StringComparison.Ordinal)
                || owner.StartsWith("Google.Protobuf.Json", StringComparison.Ordinal))
            {
                found.Add($"{owner}.{name}");
            }

            if ((name == "ToString" && top is not null && _messages.Contains(top))
                || (name == "AppendFormatted" && _messages.Contains(argument)))
            {
                found.Add($"text of {(name == "ToString" ? top : argument)}");
            }

            return code == OpCodes.Newobj ? owner : result;
        }

        if (code.OperandType is OperandType.InlineField)
        {
            return code == OpCodes.Stfld || code == OpCodes.Stsfld ? null : TypeOf(MetadataTokens.EntityHandle(operand));
        }

        return code.Name switch
        {
            { } n when n.StartsWith("ldloc.", StringComparison.Ordinal) => frame.Locals[Index(n, operand)],
            { } n when n.StartsWith("ldarg.", StringComparison.Ordinal) => frame.Argument(Index(n, operand)),
            _ => null,
        };
    }

    private static int Index(string name, int operand) => char.IsAsciiDigit(name[^1]) ? name[^1] - '0' : operand;

    private (string Owner, string Name, string Result, string Argument) Called(EntityHandle handle)
    {
        var argument = "";
        if (handle.Kind == HandleKind.MethodSpecification)
        {
            var spec = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
            argument = spec.DecodeSignature(_names, null)[0];
            handle = spec.Method;
        }

        if (handle.Kind == HandleKind.MethodDefinition)
        {
            var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
            return (_names.GetTypeFromDefinition(_metadata, method.GetDeclaringType(), 0), _metadata.GetString(method.Name),
                method.DecodeSignature(_names, null).ReturnType, argument);
        }

        var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
        return (_names.NameOf(_metadata, member.Parent), _metadata.GetString(member.Name),
            member.DecodeMethodSignature(_names, null).ReturnType, argument);
    }

    private string TypeOf(EntityHandle field) => field.Kind == HandleKind.FieldDefinition
        ? _metadata.GetFieldDefinition((FieldDefinitionHandle)field).DecodeSignature(_names, null)
        : _metadata.GetMemberReference((MemberReferenceHandle)field).DecodeFieldSignature(_names, null);

    private sealed record Frame(MethodSignature<string> Signature, ImmutableArray<string> Locals)
    {
        public string? Argument(int index)
        {
            var at = Signature.Header.IsInstance ? index - 1 : index;
            return at < 0 ? null : Signature.ParameterTypes[at];
        }
    }
}
