using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Which files of a project use which: what the compiled assembly says of the types that they define. So names in comments are no arrows,
/// nor constants, which the compiler dissolves. A type that several files define is the first one's.
/// </summary>
internal sealed partial class FileArrows
{
    // What stands between the names of types in the text of a signature.
    private static readonly char[] s_between = ['<', '>', ',', '[', ']', '&', '*', '(', ')'];

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names = new();

    /// <summary>File by full name of a type, as signatures write it.</summary>
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    private FileArrows(PEReader file, Dictionary<string, string> sources)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var top = handle;
            while (_metadata.GetTypeDefinition(top).GetDeclaringType() is { IsNil: false } outer)
            {
                top = outer;
            }

            if (sources.TryGetValue(_names.NameOf(_metadata, top).Split('`')[0], out var source))
            {
                _files.TryAdd(_names.NameOf(_metadata, handle), source);
            }
        }
    }

    /// <summary>Of a project of src, with paths from its folder on.</summary>
    internal static Arrows Of(string project)
    {
        var folder = Path.GetDirectoryName(Repository.Projects("src").Single(p => Repository.NameOf(p) == project))!;
        using var file = new PEReader(File.OpenRead(Path.Join(AppContext.BaseDirectory, project + ".dll")));
        return new FileArrows(file, Sources(folder)).Read();
    }

    /// <summary>The folder of a file.</summary>
    internal static string RoomOf(string file) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder.Replace('\\', '/') : ".";

    private static Dictionary<string, string> Sources(string folder)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Repository.Files(folder, "*.cs"))
        {
            var text = File.ReadAllText(Path.Join(Repository.Root, file));
            var space = Namespace().Match(text).Groups[1].Value;
            foreach (Match type in Declaration().Matches(text))
            {
                sources.TryAdd($"{space}.{type.Groups[1].Value}", file[(folder.Length + 1)..]);
            }
        }

        return sources;
    }

    private Arrows Read()
    {
        var arrows = new Arrows();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            if (_files.TryGetValue(_names.NameOf(_metadata, handle), out var from))
            {
                foreach (var name in Used(_metadata.GetTypeDefinition(handle)).SelectMany(static text => text.Split(s_between)))
                {
                    if (_files.TryGetValue(name, out var to))
                    {
                        arrows.Add(from, to);
                    }
                }
            }
        }

        return arrows;
    }

    private IEnumerable<string> Used(TypeDefinition type) =>
    [
        .. NamesOf(type.BaseType),
        .. type.GetInterfaceImplementations().SelectMany(h => NamesOf(_metadata.GetInterfaceImplementation(h).Interface)),
        .. Constraints(type.GetGenericParameters()),
        .. Attributes(type.GetCustomAttributes()),
        .. type.GetFields().Select(h => _metadata.GetFieldDefinition(h).DecodeSignature(_names, null)),
        .. type.GetMethods().SelectMany(h => Used(_metadata.GetMethodDefinition(h))),
    ];

    private IEnumerable<string> Used(MethodDefinition method)
    {
        var signature = method.DecodeSignature(_names, null);
        List<string> used =
        [
            signature.ReturnType, .. signature.ParameterTypes,
            .. Constraints(method.GetGenericParameters()), .. Attributes(method.GetCustomAttributes()),
        ];
        if (method.RelativeVirtualAddress == 0)
        {
            return used;
        }

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            used.AddRange(_metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null));
        }

        used.AddRange(body.ExceptionRegions.SelectMany(r => NamesOf(r.CatchType)));
        foreach (var (code, operand) in Instructions.Of(body))
        {
            used.AddRange(NamesSomething(code) ? NamesOf(MetadataTokens.EntityHandle(operand)) : []);
        }

        return used;
    }

    private static bool NamesSomething(OpCode code) =>
        code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok;

    private IEnumerable<string> Constraints(GenericParameterHandleCollection parameters) =>
        parameters.SelectMany(p => _metadata.GetGenericParameter(p).GetConstraints())
            .SelectMany(c => NamesOf(_metadata.GetGenericParameterConstraint(c).Type));

    private IEnumerable<string> Attributes(CustomAttributeHandleCollection attributes) =>
        attributes.SelectMany(a => NamesOf(_metadata.GetCustomAttribute(a).Constructor));

    private IEnumerable<string> NamesOf(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return [];
        }

        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                return NamesOf(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.FieldDefinition:
                return NamesOf(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.MemberReference:
                return NamesOf(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return [.. NamesOf(method.Method), .. method.DecodeSignature(_names, null)];
            default:
                return [_names.NameOf(_metadata, handle)];
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    // At the start of a line: of the namespace, not of a type.
    [GeneratedRegex(
        @"^(?:\[[^\n]*\] *)?(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe) +)*"
        + @"(?:class|struct|interface|enum|record(?: +struct| +class)?|delegate +[\w<>\[\]?., ]+?) +(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
