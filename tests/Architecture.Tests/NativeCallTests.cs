using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Calls of libc have one home: whoever needs one asks a class there, which knows the numbers of each system, makes again what a signal has
/// interrupted, and says what went wrong in one way.
/// </summary>
public sealed partial class NativeCallTests
{
    internal const string Folder = "src/Platform/Native";
    private const string Home = "Hathi.Platform.Native";

    public static TheoryData<string> All => [.. House.MayUse.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Calls_of_the_system_are_made_in_one_place(string name)
    {
        var found = Found(Path.Join(AppContext.BaseDirectory, name + ".dll"));
        Assert.Equal(name == "Hathi.Platform", found.Count > 0);
        Assert.All(found, static f => Assert.StartsWith(Home + ".", f));
    }

    /// <summary>That a call elsewhere is seen, however it is declared: of this assembly, whose types here have some.</summary>
    [Fact]
    public void Calls_of_all_kinds_are_found()
    {
        var found = Found(typeof(NativeCallTests).Assembly.Location).Order(StringComparer.Ordinal).ToList();
        var type = $"{typeof(NativeCallTests).FullName}.{nameof(Elsewhere)}";
        Assert.Equal(3, found.Count);
        Assert.Contains($"{type}.{nameof(Elsewhere.Imported)}", found);
        Assert.Contains($"{type}.{nameof(Elsewhere.Generated)}", found);
        Assert.Contains(found, f => f.StartsWith($"{type}.<{nameof(Elsewhere.Marshalled)}>", StringComparison.Ordinal)); // a local function
    }

    private static List<string> Found(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var names = new TypeNames();
        return
        [
            .. from handle in metadata.MethodDefinitions
               let method = metadata.GetMethodDefinition(handle)
               where (method.Attributes & MethodAttributes.PinvokeImpl) != 0
               select $"{names.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0)}.{metadata.GetString(method.Name)}",
        ];
    }

    /// <summary>Read by the test, never called.</summary>
    private static partial class Elsewhere
    {
        [DllImport("libc", EntryPoint = "getpid")]
        internal static extern int Imported();

        [LibraryImport("libc", EntryPoint = "getpid")]
        internal static partial int Generated();

        [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
        internal static partial int Marshalled(string path, int mode);
    }
}
