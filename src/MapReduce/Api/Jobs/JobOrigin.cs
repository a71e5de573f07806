using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Hathi.MapReduce;

/// <summary>
/// Where a job comes from: an assembly, the program in it, and its arguments. With these another process makes the same job.
/// </summary>
/// <param name="AssemblyName">File name of the assembly, with its extension.</param>
/// <param name="Image">Its bytes.</param>
/// <param name="Directory">Where the assemblies lie that it needs; null when it needs none but Hathi's.</param>
/// <param name="ProgramType">Full name of the class that implements <see cref="IJobProgram"/> or <see cref="IJobChain"/>.</param>
/// <param name="Arguments">For its Configure.</param>
internal sealed record JobOrigin(string AssemblyName, byte[] Image, string? Directory, string ProgramType, IReadOnlyList<string> Arguments)
{
    /// <summary>The assembly that has jobs of its own, such as streaming; it stands above this one.</summary>
    private const string Engine = "Hathi.MapReduce.Engine";

    private static readonly ConditionalWeakTable<Assembly, byte[]> Images = [];

    /// <summary>Keeps the bytes of an assembly that was loaded from memory.</summary>
    internal static void Remember(Assembly assembly, byte[] image) => Images.AddOrUpdate(assembly, image);

    /// <summary>The origin of a job that a program makes; null when its assembly is nowhere.</summary>
    internal static JobOrigin? Of(object program, IReadOnlyList<string> arguments)
    {
        var type = program.GetType();
        var name = type.Assembly.GetName().Name + ".dll";
        if (Images.TryGetValue(type.Assembly, out var image))
        {
            return new JobOrigin(name, image, null, type.FullName!, arguments);
        }

        var path = type.Assembly.Location;
        return path.Length == 0
            ? null
            : new JobOrigin(name, File.ReadAllBytes(path), Path.GetDirectoryName(path), type.FullName!, arguments);
    }

    /// <summary>Loads an assembly; what it needs is found beside it.</summary>
    internal static Assembly LoadAssembly(string file)
    {
        // Programs of the engine's own: a second copy of their types would be strangers to it.
        if (Path.GetFileNameWithoutExtension(file) == Engine)
        {
            return Assembly.Load(new AssemblyName(Engine));
        }

        var path = Path.GetFullPath(file);
        var directory = Path.GetDirectoryName(path)!;
        var context = new AssemblyLoadContext("job");
        context.Resolving += (loading, name) =>
        {
            var beside = Path.Combine(directory, name.Name + ".dll");
            return File.Exists(beside) ? loading.LoadFromAssemblyPath(beside) : null;
        };
        return context.LoadFromAssemblyPath(path);
    }
}
