using System.Reflection;
using System.Runtime.Loader;
using Hathi.Base;

namespace Hathi.MapReduce.Scripts;

/// <summary>
/// Compiled jobs, one file each, below the user's cache directory. Safe for several processes: files appear whole or not at all.
/// </summary>
internal sealed class ScriptCache(string directory)
{
    /// <summary>Compiled jobs kept; beyond it those that were not used for longest go.</summary>
    private const int MaxFiles = 200;

    internal static ScriptCache Default { get; } = new(DefaultDirectory());

    /// <summary>The compiled job, from the cache or the compiler.</summary>
    /// <exception cref="ScriptException">It does not compile.</exception>
    internal Assembly Load(ScriptSource source)
    {
        var file = Path.Combine(directory, source.Hash() + ".dll");
        return TryLoad(file) ?? Compile(source, file);
    }

    private static Assembly? TryLoad(string file)
    {
        try
        {
            if (!File.Exists(file))
            {
                return null;
            }

            var assembly = LoadAssembly(File.ReadAllBytes(file));
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            return assembly;
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is BadImageFormatException)
        {
            // Compiling again mends it.
            return null;
        }
    }

    private Assembly Compile(ScriptSource source, string file)
    {
        var image = ScriptCompiler.Compile(source);
        try
        {
            Directory.CreateDirectory(directory);
            var unfinished = $"{file}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(unfinished, image);
            File.Move(unfinished, file, overwrite: true);
            Trim();
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // A cache that cannot be written costs a second at the next run and nothing else.
        }

        return LoadAssembly(image);
    }

    /// <summary>Loads compiled bytes beside what is there; two scripts may have types of the same names.</summary>
    private static Assembly LoadAssembly(byte[] image)
    {
        var assembly = new AssemblyLoadContext("job").LoadFromStream(new MemoryStream(image));
        JobOrigin.Remember(assembly, image);
        return assembly;
    }

    private void Trim()
    {
        var files = new DirectoryInfo(directory).GetFiles("*.dll");
        foreach (var old in files.OrderByDescending(f => f.LastWriteTimeUtc).Skip(MaxFiles))
        {
            old.Delete();
        }
    }

    private static string DefaultDirectory()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            cache = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return Path.Combine(cache, "hathi", "jobs");
    }
}
