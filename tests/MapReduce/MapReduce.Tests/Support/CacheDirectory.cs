using System.Runtime.CompilerServices;

namespace Hathi.MapReduce.Tests.Support;

/// <summary>Keeps compiled jobs of the tests out of the user's cache.</summary>
internal static class CacheDirectory
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Path.Combine(AppContext.BaseDirectory, "cache"));
}
