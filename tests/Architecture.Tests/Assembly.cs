using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>What the metadata of a compiled assembly says; nothing is loaded or run.</summary>
internal sealed class Assembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    internal Assembly(string name)
    {
        _file = new PEReader(File.OpenRead(Path.Join(AppContext.BaseDirectory, name + ".dll")));
        _metadata = _file.GetMetadataReader();
    }

    internal IEnumerable<string> ReferencedAssemblies =>
        _metadata.AssemblyReferences.Select(h => _metadata.GetString(_metadata.GetAssemblyReference(h).Name));

    /// <summary>Every foreign type it names, with its namespace.</summary>
    internal IEnumerable<string> ReferencedTypes =>
        _metadata.TypeReferences.Select(h => _metadata.GetTypeReference(h))
            .Select(t => _metadata.GetString(t.Namespace) + "." + _metadata.GetString(t.Name));

    /// <summary>Types that the compiler made for async methods and async iterators.</summary>
    internal IEnumerable<string> AsyncStateMachines =>
        from handle in _metadata.TypeDefinitions
        let type = _metadata.GetTypeDefinition(handle)
        where type.GetInterfaceImplementations().Any(i => NameOf(_metadata.GetInterfaceImplementation(i).Interface) == "IAsyncStateMachine")
        select _metadata.GetString(type.Name);

    /// <summary>The namespaces of the public types it defines.</summary>
    internal IEnumerable<string> Namespaces =>
        from handle in _metadata.TypeDefinitions
        let type = _metadata.GetTypeDefinition(handle)
        where (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public
        select _metadata.GetString(type.Namespace);

    public void Dispose() => _file.Dispose();

    private string NameOf(EntityHandle handle) => handle.Kind == HandleKind.TypeReference
        ? _metadata.GetString(_metadata.GetTypeReference((TypeReferenceHandle)handle).Name)
        : "";
}
