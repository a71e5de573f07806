using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Finds in the code of a server where a field of a request is read and not handed at once to what checks and converts it. A handler may
/// look whether a field is set, take a message out of a message, and add to the lists of messages of its own; texts, numbers, bytes,
/// enumerations and lists go from the getter straight into a call of a converter, as whichever of its arguments.
/// </summary>
/// <param name="path">The assembly.</param>
/// <param name="converters">How the full names of the types begin that check and convert, and in which fields are read freely.</param>
internal sealed class RequestFieldReader(string path, params string[] converters) : IDisposable
{
    private const string ListType = "Google.Protobuf.Collections.RepeatedField`1<";

    private readonly PEReader _file = new(File.OpenRead(path));
    private readonly TypeNames _names = new();

    /// <summary>An assembly beside this one.</summary>
    internal static string PathOf(string assembly) => Path.Join(AppContext.BaseDirectory, assembly + ".dll");

    /// <summary>
    /// The messages that the assembly decodes, out of those of loaded ones: whose Parser its code takes. Requests that it sends to others
    /// are not among them, answers that it is given are.
    /// </summary>
    internal List<Type> Decoded(params System.Reflection.Assembly[] messages)
    {
        var metadata = _file.GetMetadataReader();
        var parsers = Methods(metadata)
            .SelectMany(method => method.Code.Select((_, i) => Called(metadata, method.Code, i)?.Name))
            .ToHashSet(StringComparer.Ordinal);
        return [.. messages.SelectMany(static m => m.GetTypes())
            .Where(type => typeof(Google.Protobuf.IMessage).IsAssignableFrom(type) && parsers.Contains($"{NameOf(type)}.get_Parser"))];
    }

    /// <summary>
    /// The getters of all messages that a request can hold, by the types of a loaded assembly; but those of bools and of messages.
    /// </summary>
    internal static HashSet<string> GettersOf(IEnumerable<Type> requests)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Type>();
        var left = new Stack<Type>(requests);
        while (left.TryPop(out var type))
        {
            foreach (var property in seen.Add(type) ? type.GetProperties() : [])
            {
                var (of, isList) = property.PropertyType is { IsGenericType: true } list
                    ? (list.GetGenericArguments()[0], true)
                    : (property.PropertyType, false);
                if (typeof(Google.Protobuf.IMessage).IsAssignableFrom(of))
                {
                    left.Push(of);
                }

                if (property.GetMethod is { IsStatic: false }
                    && of != typeof(bool)
                    && (isList || !typeof(Google.Protobuf.IMessage).IsAssignableFrom(of)))
                {
                    found.Add($"{NameOf(type)}.get_{property.Name}");
                }
            }
        }

        return found;
    }

    /// <summary>"method: field" for each place.</summary>
    /// <param name="fields">Getters of messages that come in requests, "type.get_Name".</param>
    internal List<string> ReadUnchecked(IReadOnlySet<string> fields)
    {
        var metadata = _file.GetMetadataReader();
        var found = new List<string>();
        foreach (var (type, name, code) in Methods(metadata))
        {
            for (var i = 0; i < code.Count && !IsConverter(type + "."); i++)
            {
                if (Called(metadata, code, i) is { } getter && fields.Contains(getter.Name) && !IsTaken(metadata, code, i))
                {
                    found.Add($"{type}.{name}: {getter.Name}");
                }
            }
        }

        return found;
    }

    public void Dispose() => _file.Dispose();

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private bool IsConverter(string name) => converters.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    // Follows the value on the stack to the call that takes it, past conditions, such as those round a delegate that is made
    // once; a jump loses it.
    private bool IsTaken(MetadataReader metadata, List<(OpCode Code, int Operand)> code, int getter)
    {
        var above = 0;
        for (var i = getter + 1; i < code.Count
            && code[i].Code.FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.Meta or FlowControl.Cond_Branch; i++)
        {
            var call = Called(metadata, code, i);
            var (taken, given) = call is null
                ? (Count(code[i].Code.StackBehaviourPop), Count(code[i].Code.StackBehaviourPush))
                : (call.Taken, call.Given);
            if (taken > above)
            {
                return call is not null && (IsConverter(call.Name) || (taken == above + 1 && IsAddition(call.Name)));
            }

            above += given - taken;
        }

        return false;
    }

    // The list is the one that is added to: the first argument.
    private static bool IsAddition(string call) => call.StartsWith(ListType, StringComparison.Ordinal)
        && (call.EndsWith(".Add", StringComparison.Ordinal) || call.EndsWith(".AddRange", StringComparison.Ordinal));

    private static int Count(StackBehaviour behaviour) => behaviour switch
    {
        StackBehaviour.Pop0 or StackBehaviour.Push0 => 0,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8
            or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi or StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Popi_popi_popi or StackBehaviour.Popref_popi_pop1 or StackBehaviour.Popref_popi_popi
            or StackBehaviour.Popref_popi_popi8 or StackBehaviour.Popref_popi_popr4
            or StackBehaviour.Popref_popi_popr8 or StackBehaviour.Popref_popi_popref => 3,
        _ => 1,
    };

    private IEnumerable<(string Type, string Name, List<(OpCode Code, int Operand)> Code)> Methods(MetadataReader metadata)
    {
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress != 0)
            {
                yield return (_names.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0), metadata.GetString(method.Name),
                    Instructions.Of(_file.GetMethodBody(method.RelativeVirtualAddress)));
            }
        }
    }

    private Call? Called(MetadataReader metadata, List<(OpCode Code, int Operand)> code, int at)
    {
        if (code[at].Code.OperandType != OperandType.InlineMethod || code[at].Code.FlowControl != FlowControl.Call)
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
            return Described(
                $"{_names.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0)}.{metadata.GetString(method.Name)}",
                method.DecodeSignature(_names, null),
                code[at].Code);
        }

        var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
        return Described(
            $"{_names.NameOf(metadata, member.Parent)}.{metadata.GetString(member.Name)}",
            member.DecodeMethodSignature(_names, null),
            code[at].Code);
    }

    private static Call Described(string name, MethodSignature<string> signature, OpCode code)
    {
        var isNew = code == OpCodes.Newobj;
        return new Call(
            name,
            signature.ParameterTypes.Length + (signature.Header.IsInstance && !isNew ? 1 : 0),
            isNew || signature.ReturnType != nameof(PrimitiveTypeCode.Void) ? 1 : 0);
    }

    /// <summary>What an instruction calls.</summary>
    /// <param name="Name">"type.Name".</param>
    /// <param name="Taken">Values that it takes from the stack.</param>
    /// <param name="Given">Values that it leaves there.</param>
    private sealed record Call(string Name, int Taken, int Given);
}
