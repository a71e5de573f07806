using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>
/// What a socket brings goes on on the thread that waits for sockets (docs/adr/0004): an asynchronous method that reads from a DataNode
/// touches no disk itself, which may take as long as it likes, but in what it gives to <see cref="Task.Run(Action)"/>.
/// </summary>
public sealed class SocketThreadTests
{
    private static readonly string[] s_disk =
    [
        "System.IO.File.", "System.IO.Directory.", "System.IO.FileStream.", "System.IO.FileInfo.", "System.IO.DirectoryInfo.",
        "System.IO.FileSystemInfo.", "System.IO.RandomAccess.",
        "System.Runtime.InteropServices.SafeHandle.Dispose", "Hathi.Platform.Disk.", "Hathi.Platform.Archives.",
        "Hathi.Platform.Native.",
    ];

    [Theory]
    [InlineData("Hathi.Yarn.NodeManager", "Hathi.Yarn.NodeManager.Localize.ResourceFetch")]
    [InlineData("Hathi.Yarn.NodeManager", "Hathi.Yarn.NodeManager.Localize.ResourceCache")]
    public void Asynchronous_methods_leave_the_disk_to_others(string assembly, string type) =>
        Assert.Empty(Touched(Path.Join(AppContext.BaseDirectory, assembly + ".dll"), type));

    [Fact]
    public void What_is_looked_for_is_seen()
    {
        var type = $"{typeof(SocketThreadTests).FullName}.{nameof(Mistakes)}";
        Assert.Equal(
            [
                $"{type}.DirectAsync: System.IO.File.Exists", $"{type}.MadeAsync: System.IO.FileStream..ctor",
                $"{type}.ThroughAsync: {type}.Helper",
            ],
            Touched(typeof(SocketThreadTests).Assembly.Location, type).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// "method: call" for each call of the type's asynchronous methods that reaches a disk, also by way of a method of the type.
    /// </summary>
    private static List<string> Touched(string path, string type)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var names = new TypeNames();
        var methods = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(static m => m.RelativeVirtualAddress != 0)
            .Select(m => (Type: names.GetTypeFromDefinition(metadata, m.GetDeclaringType(), 0), Name: metadata.GetString(m.Name),
                Method: m)).Where(m => m.Type == type || m.Type.StartsWith(type + ".", StringComparison.Ordinal))
            .Select(m => (m.Type, m.Name, Calls: Calls(file, metadata, names, m.Method))).ToList();
        Assert.NotEmpty(methods);

        // Of its own methods those that are no state machine and reach a disk, one by way of another.
        var reaching = new HashSet<string>(StringComparer.Ordinal);
        while (methods.Any(
            m => m.Type == type && !reaching.Contains($"{m.Type}.{m.Name}") && m.Calls.Any(Reaches) && reaching.Add($"{m.Type}.{m.Name}")))
        {
        }

        return
        [
            .. methods.Where(m => m.Name == "MoveNext" && m.Type.StartsWith(type + ".<", StringComparison.Ordinal))
                .SelectMany(m => m.Calls.Where(Reaches).Distinct()
                    .Select(c => $"{type}.{m.Type[(type.Length + 2)..m.Type.IndexOf('>', StringComparison.Ordinal)]}: {c}")),
        ];

        bool Reaches(string call) => s_disk.Any(d => call.StartsWith(d, StringComparison.Ordinal)) || reaching.Contains(call);
    }

    private static List<string> Calls(PEReader file, MetadataReader metadata, TypeNames names, MethodDefinition method) =>
    [
        .. Instructions.Of(file.GetMethodBody(method.RelativeVirtualAddress)).Where(
            static i => i.Code == OpCodes.Call || i.Code == OpCodes.Callvirt || i.Code == OpCodes.Newobj)
            .Select(i => Name(metadata, names, MetadataTokens.EntityHandle(i.Operand))),
    ];

    private static string Name(MetadataReader metadata, TypeNames names, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var own = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return $"{names.GetTypeFromDefinition(metadata, own.GetDeclaringType(), 0)}.{metadata.GetString(own.Name)}";
            case HandleKind.MemberReference:
                var other = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return $"{names.NameOf(metadata, other.Parent)}.{metadata.GetString(other.Name)}";
            case HandleKind.MethodSpecification:
                return Name(metadata, names, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            default:
                return "";
        }
    }

    /// <summary>Read by the test, never run.</summary>
    private static class Mistakes
    {
        internal static async Task<bool> DirectAsync(Task before)
        {
            await before;
            return File.Exists("x");
        }

        internal static async Task<Stream> MadeAsync(Task before)
        {
            await before;
            return new FileStream("x", FileMode.Open);
        }

        internal static async Task<bool> ThroughAsync(Task before)
        {
            await before;
            return Helper();
        }

        internal static async Task<bool> RightAsync(Task before)
        {
            await before;
            return await Task.Run(static () => File.Exists("x")) && await Task.Run(Helper);
        }

        private static bool Helper() => Directory.Exists("x");
    }
}
