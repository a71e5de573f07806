using System.Globalization;
using Hathi.Base;

namespace Hathi.Platform.Processes;

/// <summary>A Java that is installed on this machine, and what Hadoop must tell it.</summary>
/// <param name="Home">Its directory: JAVA_HOME.</param>
/// <param name="Release">8, 11, 17, …; null: it does not say.</param>
public sealed record JavaInstallation(string Home, int? Release)
{
    /// <summary>
    /// What Java from 17 on must open of its own modules to Hadoop. Source: ApplicationConstants.JVM_ADD_OPENS_VAR (3.5.0).
    /// </summary>
    public const string Opens =
        "--add-opens=java.base/java.lang=ALL-UNNAMED --add-exports=java.base/sun.net.dns=ALL-UNNAMED "
        + "--add-exports=java.base/sun.net.util=ALL-UNNAMED";

    private const string HomeVariable = "JAVA_HOME";

    // The file in which an installation says what it is, and the word with its number.
    private const string ReleaseFile = "release";
    private const string ReleaseKey = "JAVA_VERSION=";

    // Modules came with 9: before that the flags are unknown and the virtual machine does not start.
    private const int FirstWithModules = 9;

    // The first that throws where Hadoop before 3.4.2 asks who it is, unless the flag is there (JEP 486); from 24 on the
    // flag itself is refused.
    private const int AsksForSecurityManager = 23;

    /// <summary>The flags that every virtual machine of a Hadoop job needs with this Java; empty where it needs none.</summary>
    public string FlagsForHadoop => Release switch
    {
        null => File.Exists(Path.Combine(Home, "lib", "modules")) ? Opens : "",
        < FirstWithModules => "",
        AsksForSecurityManager => Opens + " -Djava.security.manager=allow",
        _ => Opens,
    };

    /// <summary>The one that JAVA_HOME names, or else that of the <c>java</c> on the path; null: there is none.</summary>
    public static JavaInstallation? Find() =>
        Find(Environment.GetEnvironmentVariable(HomeVariable), Environment.GetEnvironmentVariable("PATH"));

    /// <param name="home">JAVA_HOME; null or empty: not set.</param>
    /// <param name="path">PATH; null: not set.</param>
    public static JavaInstallation? Find(string? home, string? path)
    {
        if (string.IsNullOrEmpty(home))
        {
            // HOME/bin/java, where what is on the path is a link to it.
            var java = (path ?? "").Split(Path.PathSeparator).Where(static p => p.Length > 0)
                .Select(static p => Path.Combine(p, "java")).FirstOrDefault(File.Exists);
            var target = java is null ? null : Target(java);
            home = Path.GetDirectoryName(Path.GetDirectoryName(target));
        }

        return string.IsNullOrEmpty(home) ? null : new JavaInstallation(home, ReadRelease(home));
    }

    private static string Target(string java)
    {
        try
        {
            return File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? java;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return java; // a circle of links is no Java, and no reason to fail either
        }
    }

    // JAVA_VERSION="17.0.15"; "1.8.0_402" for 8.
    private static int? ReadRelease(string home)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(home, ReleaseFile))
                .FirstOrDefault(static l => l.StartsWith(ReleaseKey, StringComparison.Ordinal));
            var numbers = line?[ReleaseKey.Length..].Trim('"').Split('.', '-', '+', '_') ?? [];
            var at = numbers is ["1", _, ..] ? 1 : 0;
            return at < numbers.Length && int.TryParse(numbers[at], NumberStyles.None, CultureInfo.InvariantCulture, out var release)
                ? release
                : null;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return null;
        }
    }
}
