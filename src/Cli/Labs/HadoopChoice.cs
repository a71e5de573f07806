using Hathi.Lab;
using Hathi.Lab.Spec;
using Hathi.Platform.Processes;

namespace Hathi.Cli.Labs;

/// <summary>
/// Which Hadoop a lab's stock jobs get their classes from: that of the command line, or else of lab.yaml, or else of HADOOP_HOME.
/// </summary>
internal static class HadoopChoice
{
    /// <param name="given">As <c>--hadoop</c> names it; null: not given.</param>
    /// <param name="declared">What lab.yaml says; null: nothing.</param>
    /// <param name="file">That lab.yaml, for the message.</param>
    /// <param name="variable">HADOOP_HOME; null or empty: not set.</param>
    /// <param name="say">Told what is wrong with HADOOP_HOME, which may be there for something else: no reason to start no lab.</param>
    /// <returns>Null: none.</returns>
    /// <exception cref="LabException">What was given or declared is no Hadoop.</exception>
    public static HadoopHome? Choose(string? given, string? declared, string file, string? variable, Action<string> say)
    {
        if (given is not null)
        {
            return HadoopHome.Open(given, "--hadoop");
        }

        if (declared is not null)
        {
            return HadoopHome.Open(declared, $"hadoop: in {file}");
        }

        if (string.IsNullOrEmpty(variable))
        {
            return null;
        }

        try
        {
            return HadoopHome.Open(variable, HadoopHome.Variable);
        }
        catch (LabException e)
        {
            say($"{e.Message}; it is passed over, and Hadoop's own jobs must say where its classes are");
            return null;
        }
    }

    /// <summary>One line about what stock jobs will find.</summary>
    public static string Describe(HadoopHome hadoop, JavaInstallation? java) => java is null
        ? $"Hadoop's own jobs find its classes in {hadoop.Path}, but no Java: "
            + "set JAVA_HOME, or put java on the PATH, then `hathi down` and `hathi up`"
        : $"Hadoop's own jobs find its classes in {hadoop.Path}, and Java{(java.Release is { } release ? $" {release}" : "")} in "
            + $"{java.Home}";
}
