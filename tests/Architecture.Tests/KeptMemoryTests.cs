using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>
/// What a peer sent once is not kept: shared pools keep an array of each length for each thread, so arrays come from BoundedPool, and
/// messages are decoded where Google.Protobuf takes none from a pool.
/// </summary>
public sealed class KeptMemoryTests
{
    private const string Pool = "System.Buffers.ArrayPool`1";
    private const string InPieces = "System.Buffers.ReadOnlySequence`1";

    /// <summary>Rooms whose process ends with its task or command: what it keeps, it keeps for its own work.</summary>
    private static readonly string[] s_shortLived = ["Hathi.MapReduce.Api", "Hathi.MapReduce.Engine", "hathi"];

    public static TheoryData<string> Nodes => [.. House.MayUse.Keys.Except(s_shortLived)];

    [Theory]
    [MemberData(nameof(Nodes))]
    public void Arrays_come_from_the_bounded_pool(string name)
    {
        using var assembly = new Assembly(name);
        Assert.Equal(name == "Hathi.Base", assembly.ReferencedTypes.Contains(Pool));
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void Messages_in_pieces_are_decoded_in_one_place(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Join(AppContext.BaseDirectory, name + ".dll")));
        var metadata = file.GetMetadataReader();
        var names = new TypeNames();
        var decoders = metadata.MemberReferences.Where(h => TakesPieces(metadata, names, metadata.GetMemberReference(h))).ToList();
        Assert.Equal(name == "Hathi.Hadoop.Rpc" ? 1 : 0, decoders.Count);
        Assert.All(Callers(file, metadata, decoders), static caller => Assert.Equal("MessageBytes.Merge", caller));
    }

    private static bool TakesPieces(MetadataReader metadata, TypeNames names, MemberReference member) =>
        member.GetKind() == MemberReferenceKind.Method
        && names.NameOf(metadata, member.Parent).StartsWith("Google.Protobuf.Message", StringComparison.Ordinal)
        && member.DecodeMethodSignature(names, null).ParameterTypes.Any(static p => p.Contains(InPieces, StringComparison.Ordinal));

    private static IEnumerable<string> Callers(PEReader file, MetadataReader metadata, List<MemberReferenceHandle> called) =>
        from handle in metadata.MethodDefinitions
        let method = metadata.GetMethodDefinition(handle)
        where method.RelativeVirtualAddress != 0
        where Instructions.Of(file.GetMethodBody(method.RelativeVirtualAddress))
            .Exists(i => i.Code.OperandType == OperandType.InlineMethod && called.Contains(AsMember(i.Operand)))
        select $"{metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name)}.{metadata.GetString(method.Name)}";

    private static MemberReferenceHandle AsMember(int token) =>
        MetadataTokens.EntityHandle(token) is { Kind: HandleKind.MemberReference } member ? (MemberReferenceHandle)member : default;
}
