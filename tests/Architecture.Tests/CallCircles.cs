using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Methods of a compiled assembly that call themselves, directly, through others, through a function that they hand over, or through what
/// the compiler made of an async method, an iterator, a lambda. A call of an abstract member or an interface's counts as one of each method
/// of the assembly that could be meant by its name.
/// </summary>
internal sealed class CallCircles
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names = new();
    private readonly Dictionary<string, TypeDefinitionHandle> _types = new(StringComparer.Ordinal);
    private readonly ILookup<(string Name, int Parameters), MethodDefinitionHandle> _virtual;

    private CallCircles(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            _types.TryAdd(_names.NameOf(_metadata, handle), handle);
        }

        _virtual = _metadata.MethodDefinitions.Where(
            h => _metadata.GetMethodDefinition(h) is { RelativeVirtualAddress: not 0 } m && m.Attributes.HasFlag(MethodAttributes.Virtual))
            .ToLookup(h => Key(_metadata.GetMethodDefinition(h)));
    }

    /// <summary>Each circle as the names of its methods (<c>Type.Method</c>, as they are in the source) in order, joined.</summary>
    internal static List<string> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var circles = new CallCircles(file);
        return [.. circles.Find().Order(StringComparer.Ordinal)];
    }

    private static (string Name, int Parameters) Key(string name, int parameters) => (name[(name.LastIndexOf('.') + 1)..], parameters);

    private (string Name, int Parameters) Key(MethodDefinition method) =>
        Key(_metadata.GetString(method.Name), method.DecodeSignature(_names, null).ParameterTypes.Length);

    // Strongly connected components (Tarjan), with a stack of its own.
    private IEnumerable<string> Find()
    {
        var calls = _metadata.MethodDefinitions.ToDictionary(static h => h, h => Calls(h).Distinct().ToList());
        var number = new Dictionary<MethodDefinitionHandle, int>();
        var low = new Dictionary<MethodDefinitionHandle, int>();
        var open = new Stack<MethodDefinitionHandle>();
        var isOpen = new HashSet<MethodDefinitionHandle>();
        foreach (var root in calls.Keys.Where(h => !number.ContainsKey(h)))
        {
            var path = new Stack<(MethodDefinitionHandle Method, int Next)>([(root, 0)]);
            while (path.TryPop(out var at))
            {
                var (method, next) = at;
                if (next == 0)
                {
                    number[method] = low[method] = number.Count;
                    open.Push(method);
                    isOpen.Add(method);
                }
                else
                {
                    low[method] = Math.Min(low[method], low[calls[method][next - 1]]);
                }

                for (; next < calls[method].Count && number.TryGetValue(calls[method][next], out var seen); next++)
                {
                    low[method] = isOpen.Contains(calls[method][next]) ? Math.Min(low[method], seen) : low[method];
                }

                if (next < calls[method].Count)
                {
                    path.Push((method, next + 1));
                    path.Push((calls[method][next], 0));
                    continue;
                }

                if (low[method] != number[method])
                {
                    continue;
                }

                var circle = new List<MethodDefinitionHandle>();
                do
                {
                    circle.Add(open.Pop());
                    isOpen.Remove(circle[^1]);
                }
                while (circle[^1] != method);
                if (circle.Count > 1 || calls[method].Contains(method))
                {
                    yield return string.Join(" → ", circle.Select(NameOf).Distinct().Order(StringComparer.Ordinal));
                }
            }
        }
    }

    private IEnumerable<MethodDefinitionHandle> Calls(MethodDefinitionHandle handle)
    {
        var method = _metadata.GetMethodDefinition(handle);
        if (method.RelativeVirtualAddress == 0)
        {
            yield break;
        }

        foreach (var (code, operand) in Instructions.Of(_file.GetMethodBody(method.RelativeVirtualAddress)))
        {
            if (code.OperandType is not (OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok))
            {
                continue;
            }

            var member = MetadataTokens.EntityHandle(operand);
            if (code.OperandType == OperandType.InlineMethod)
            {
                foreach (var called in Resolve(member))
                {
                    yield return called;
                }
            }

            if (OwnerOf(member) is { IsNil: false } owner && owner != method.GetDeclaringType() && MoveNext(owner) is { IsNil: false } body)
            {
                yield return body;
            }
        }
    }

    private IEnumerable<MethodDefinitionHandle> Resolve(EntityHandle member)
    {
        if (member.Kind == HandleKind.MethodSpecification)
        {
            member = _metadata.GetMethodSpecification((MethodSpecificationHandle)member).Method;
        }

        if (member.Kind == HandleKind.MethodDefinition)
        {
            var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)member);
            return method.RelativeVirtualAddress == 0 ? _virtual[Key(method)] : [(MethodDefinitionHandle)member];
        }

        if (member.Kind != HandleKind.MemberReference || OwnerOf(member) is not { IsNil: false } owner)
        {
            return [];
        }

        // A generic type of this assembly.
        var reference = _metadata.GetMemberReference((MemberReferenceHandle)member);
        var key = Key(_metadata.GetString(reference.Name), reference.DecodeMethodSignature(_names, null).ParameterTypes.Length);
        return _metadata.GetTypeDefinition(owner).GetMethods().Where(h => Key(_metadata.GetMethodDefinition(h)) == key)
            .SelectMany(h => _metadata.GetMethodDefinition(h).RelativeVirtualAddress == 0 ? _virtual[key] : [h]);
    }

    private TypeDefinitionHandle OwnerOf(EntityHandle member)
    {
        var parent = member.Kind switch
        {
            HandleKind.MethodDefinition => _metadata.GetMethodDefinition((MethodDefinitionHandle)member).GetDeclaringType(),
            HandleKind.FieldDefinition => _metadata.GetFieldDefinition((FieldDefinitionHandle)member).GetDeclaringType(),
            HandleKind.MemberReference => _metadata.GetMemberReference((MemberReferenceHandle)member).Parent,
            _ => default(EntityHandle),
        };
        if (parent.IsNil || parent.Kind == HandleKind.TypeDefinition)
        {
            return parent.IsNil ? default : (TypeDefinitionHandle)parent;
        }

        return parent.Kind == HandleKind.TypeSpecification
            ? _types.GetValueOrDefault(_names.NameOf(_metadata, parent).Split('<', 2)[0])
            : default;
    }

    // What an async method or an iterator does stands in a type of its own.
    private MethodDefinitionHandle MoveNext(TypeDefinitionHandle type)
    {
        var definition = _metadata.GetTypeDefinition(type);
        return _metadata.GetString(definition.Name).Contains(">d__", StringComparison.Ordinal)
            ? definition.GetMethods().First(h => _metadata.GetString(_metadata.GetMethodDefinition(h).Name) == "MoveNext")
            : default;
    }

    // <Method>d__1.MoveNext, <Method>b__0, <Method>g__Local|0_0: the method's.
    private string NameOf(MethodDefinitionHandle handle)
    {
        var method = _metadata.GetMethodDefinition(handle);
        var type = method.GetDeclaringType();
        var name = _metadata.GetString(method.Name);
        while (_metadata.GetTypeDefinition(type) is var at
            && _metadata.GetString(at.Name) is ['<', ..] made
            && !at.GetDeclaringType().IsNil)
        {
            name = name == "MoveNext" ? made : name;
            type = at.GetDeclaringType();
        }

        var owner = _metadata.GetString(_metadata.GetTypeDefinition(type).Name).Split('`')[0];
        return $"{owner}.{(name is ['<', ..] && name.IndexOf('>') is > 1 and var end ? name[1..end] : name)}";
    }
}
