using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>
/// What compiled code makes of <see cref="IOException"/> itself, which does not say whether somebody refused or the environment failed.
/// </summary>
internal static class KindlessErrors
{
    /// <summary>The methods that make one, as Type.Method, and the types that derive from it.</summary>
    internal static List<string> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Join(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = file.GetMetadataReader();
        var names = new TypeNames();
        return [.. Made(file, metadata, names), .. Derived(metadata, names)];
    }

    private static IEnumerable<string> Made(PEReader file, MetadataReader metadata, TypeNames names) =>
        from handle in metadata.MethodDefinitions
        let method = metadata.GetMethodDefinition(handle)
        where method.RelativeVirtualAddress != 0
        where Instructions.Of(file.GetMethodBody(method.RelativeVirtualAddress))
            .Exists(i => i.Code == OpCodes.Newobj && IsOfBare(metadata, MetadataTokens.EntityHandle(i.Operand)))
        select $"{names.NameOf(metadata, method.GetDeclaringType())}.{metadata.GetString(method.Name)}";

    private static IEnumerable<string> Derived(MetadataReader metadata, TypeNames names) =>
        from handle in metadata.TypeDefinitions
        where IsBare(metadata, metadata.GetTypeDefinition(handle).BaseType)
        select names.NameOf(metadata, handle);

    private static bool IsOfBare(MetadataReader metadata, EntityHandle constructor) =>
        constructor.Kind == HandleKind.MemberReference
        && IsBare(metadata, metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent);

    private static bool IsBare(MetadataReader metadata, EntityHandle type)
    {
        if (type.IsNil || type.Kind != HandleKind.TypeReference)
        {
            return false;
        }

        var named = metadata.GetTypeReference((TypeReferenceHandle)type);
        return metadata.StringComparer.Equals(named.Namespace, "System.IO")
            && metadata.StringComparer.Equals(named.Name, nameof(IOException));
    }
}
