using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>What types of a compiled assembly do with bytes: who decodes some, who leaves some for later, who numbers them.</summary>
internal sealed class ByteUse : IDisposable
{
    /// <summary>What bytes come in. A text is none: it was decoded before.</summary>
    private static readonly string[] s_bytes =
    [
        "Byte[]", "System.ReadOnlySpan`1<Byte>", "System.ReadOnlyMemory`1<Byte>", "System.Buffers.ReadOnlySequence`1<Byte>",
        "System.IO.Stream", "Hathi.Base.RecordReader", "Hathi.Hadoop.Tokens.WritableReader", "Hathi.Base.IDiskFile",
        "Hathi.Ring.Protocol.Notation.WireReader",
    ];

    /// <summary>What says of bytes that they are not what they should be.</summary>
    private static readonly string[] s_refusals =
    [
        "System.IO.InvalidDataException", "System.IO.EndOfStreamException", "System.FormatException",
        "Hathi.Hdfs.Protocol.MalformedMessageException", "Hathi.Log.LogCorruptException", "Hathi.Log.LogSetupException",
        "Hathi.MapReduce.TaskIOException",
        "Hathi.MapReduce.Shuffle.Serve.ShuffleRefusal", "Hathi.Ring.Protocol.ProtocolException",
    ];

    /// <summary>Names of methods that make such an exception.</summary>
    private static readonly string[] s_makers = ["Damaged", "Broken"];

    /// <summary>Names of methods that refuse by what they return.</summary>
    private static readonly string[] s_tries = ["Try", "Read", "Decode", "Parse"];

    /// <summary>Where bytes are read that came from elsewhere, as a whole or by a reader of some form.</summary>
    private static readonly HashSet<string> s_sources = new(StringComparer.Ordinal)
    {
        "System.IO.File.ReadAllBytes", "System.IO.File.ReadAllBytesAsync", "System.IO.File.ReadAllText", "System.IO.File.ReadAllTextAsync",
        "System.IO.File.ReadAllLines", "System.IO.File.ReadLines", "System.IO.File.OpenText", "System.IO.BinaryReader..ctor",
        "Hathi.Base.DiskFiles.ReadAll", "Hathi.Platform.Disk.RegularFile.ReadBelow", "Hathi.MapReduce.Client.ClusterFiles.ReadAsync",
        "System.Xml.XmlReader.Create", "System.Text.Json.JsonDocument.Parse", "System.Text.Json.JsonDocument.ParseAsync",
        "System.Text.Json.JsonSerializer.Deserialize", "System.Formats.Tar.TarReader..ctor", "System.IO.Compression.ZipFile.OpenRead",
        "YamlDotNet.RepresentationModel.YamlStream.Load", "Hathi.Hadoop.Rpc.Protocol.ProtoBytes.Parse",
        "Hathi.Hadoop.Rpc.Protocol.ProtoBytes.ParseDelimited",
    };

    /// <summary>Where bytes go that are read again later, by this version or the next.</summary>
    private static readonly HashSet<string> s_sinks = new(StringComparer.Ordinal)
    {
        "Hathi.Base.IDiskFile.Write", "Hathi.Base.DiskFiles.Replace", "System.IO.File.WriteAllText", "System.IO.File.WriteAllBytes",
        "System.IO.File.WriteAllTextAsync", "System.IO.File.WriteAllBytesAsync", "System.IO.File.WriteAllLines",
        "System.IO.File.AppendAllText", "System.IO.File.Create", "System.IO.RandomAccess.Write", "Hathi.Log.GroupCommit.Append",
        "Hathi.Log.DurableLog.Append", "Hathi.Log.DurableLog.WriteSnapshot", "Hathi.Yarn.NodeManager.Recovery.StateStore.Put",
        "Hathi.Yarn.Core.Operations.KeepSecretRequest..ctor", "Hathi.Hdfs.Client.FileSystem.CreateAsync",
        "Hathi.Yarn.NodeManager.Storage.PrivateFile.Write",
        "Hathi.MapReduce.Sort.LocalDisk.Write", "Hathi.MapReduce.Client.ClusterFiles.WriteAsync",
    };

    private static readonly string[] s_numbers = ["Version", "CurrentVersion", "Major"];

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names = new();
    private readonly ILookup<string, TypeDefinition> _types;

    /// <param name="name">Of the assembly, which lies beside this one.</param>
    internal ByteUse(string name)
    {
        _file = new PEReader(File.OpenRead(Path.Join(AppContext.BaseDirectory, name + ".dll")));
        _metadata = _file.GetMetadataReader();
        _types = _metadata.TypeDefinitions.Where(h => !IsGenerated(h))
            .ToLookup(h => _names.NameOf(_metadata, Outermost(h)), _metadata.GetTypeDefinition);
    }

    /// <summary>What is looked for here and has its name from this repository.</summary>
    internal static IEnumerable<string> LookedFor =>
        s_bytes.Concat(s_refusals.Select(static r => r + "..ctor")).Concat(s_sources).Concat(s_sinks)
            .Where(static name => name.StartsWith("Hathi.", StringComparison.Ordinal));

    /// <summary>Every method that is called, and every type of a parameter.</summary>
    internal IEnumerable<string> Seen =>
        _types.SelectMany(static t => t).SelectMany(Methods).SelectMany(m => Called(m).Concat(ParametersOf(m))).Distinct();

    /// <summary>Types that take bytes and may refuse them, themselves or in a type within them, or that read them where they lie.</summary>
    internal IEnumerable<string> Decoders =>
        from type in _types
        let methods = type.SelectMany(Methods).ToList()
        where (methods.Exists(TakesBytes) && methods.Exists(m => Refuses(m) || Tries(m))) || methods.SelectMany(Called).Any(IsSource)
        select type.Key;

    /// <summary>Types that have the library make messages of bytes.</summary>
    internal IEnumerable<string> Parsers =>
        from type in _types
        where type.SelectMany(Methods).SelectMany(Called).Any(IsParse)
        select type.Key;

    /// <summary>Types that leave bytes where they are read again.</summary>
    internal IEnumerable<string> Writers =>
        from type in _types
        where type.SelectMany(Methods).SelectMany(Called).Any(s_sinks.Contains)
        select type.Key;

    /// <summary>Types that number what they write, and the newest number.</summary>
    internal IEnumerable<(string Type, int Version)> Versions =>
        from type in _types
        from definition in type
        from handle in definition.GetFields()
        let constant = _metadata.GetFieldDefinition(handle)
        where constant.Attributes.HasFlag(FieldAttributes.Literal) && s_numbers.Contains(_metadata.GetString(constant.Name))
        let number = Number(_metadata.GetConstant(constant.GetDefaultValue()))
        where number is not null
        select (type.Key, number.Value);

    public void Dispose() => _file.Dispose();

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (_metadata.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
        {
            handle = outer;
        }

        return handle;
    }

    // What protoc made of a .proto file.
    private bool IsGenerated(TypeDefinitionHandle handle) =>
        _metadata.GetTypeDefinition(Outermost(handle)).GetInterfaceImplementations()
            .Select(i => _names.NameOf(_metadata, _metadata.GetInterfaceImplementation(i).Interface))
            .Any(static name => name.StartsWith("Google.Protobuf.", StringComparison.Ordinal));

    private IEnumerable<MethodDefinition> Methods(TypeDefinition type) => type.GetMethods().Select(_metadata.GetMethodDefinition);

    private bool TakesBytes(MethodDefinition method) =>
        !_metadata.GetString(method.Name).StartsWith('<')
        && ParametersOf(method).Any(s_bytes.Contains);

    private IEnumerable<string> ParametersOf(MethodDefinition method) =>
        method.DecodeSignature(_names, null).ParameterTypes.Select(static p => p.TrimEnd('&'));

    private bool Tries(MethodDefinition method)
    {
        var name = _metadata.GetString(method.Name);
        var signature = method.DecodeSignature(_names, null);
        return TakesBytes(method) && signature.ReturnType is "Boolean" or "Int32"
            && s_tries.Any(t => name.StartsWith(t, StringComparison.Ordinal))
            && signature.ParameterTypes.Any(static p => p.EndsWith('&') && !s_bytes.Contains(p.TrimEnd('&')));
    }

    private bool Refuses(MethodDefinition method) => Called(method).Any(static call =>
        s_refusals.Any(r => call == r + "..ctor") || s_makers.Any(m => call.EndsWith("." + m, StringComparison.Ordinal)));

    private static bool IsSource(string call) => s_sources.Contains(call) || IsParse(call);

    private static bool IsParse(string call) =>
        (call.StartsWith("Google.Protobuf.MessageParser`1<", StringComparison.Ordinal)
            && call.Contains(">.Parse", StringComparison.Ordinal))
        || call is "Google.Protobuf.MessageExtensions.MergeFrom" or "Google.Protobuf.MessageExtensions.MergeDelimitedFrom";

    private IEnumerable<string> Called(MethodDefinition method) => method.RelativeVirtualAddress == 0
        ? []
        : Instructions.Of(_file.GetMethodBody(method.RelativeVirtualAddress))
            .Where(static i => i.Code.OperandType == OperandType.InlineMethod)
            .Select(i => NameOf(MetadataTokens.EntityHandle(i.Operand)));

    private string NameOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                return NameOf(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return $"{_names.NameOf(_metadata, method.GetDeclaringType())}.{_metadata.GetString(method.Name)}";
            default:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                return $"{_names.NameOf(_metadata, member.Parent)}.{_metadata.GetString(member.Name)}";
        }
    }

    private int? Number(Constant constant)
    {
        var value = _metadata.GetBlobReader(constant.Value);
        return constant.TypeCode switch
        {
            ConstantTypeCode.Byte => value.ReadByte(),
            ConstantTypeCode.Int16 => value.ReadInt16(),
            ConstantTypeCode.Int32 => value.ReadInt32(),
            ConstantTypeCode.UInt32 => (int)value.ReadUInt32(),
            _ => null,
        };
    }
}
