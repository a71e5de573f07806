using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce;

/// <summary>A job that another process has described, from where that has it.</summary>
internal static class SubmittedJob
{
    /// <summary>Makes the job again.</summary>
    /// <param name="assemblyFile">The assembly; what it needs lies beside it.</param>
    /// <param name="programType">Full name of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="configuration">The job's configuration, complete.</param>
    /// <exception cref="JobDefinitionException">The program is not in the assembly, or cannot be made.</exception>
    internal static Job Load(string assemblyFile, string programType, string[] arguments, Configuration configuration)
    {
        var type = JobOrigin.LoadAssembly(assemblyFile).GetType(programType)
            ?? throw new JobDefinitionException(
                $"{assemblyFile} has no class {programType}: it is not the assembly that the job was submitted with.");
        return Activator.CreateInstance(type, nonPublic: true) is IJobChain chain
            ? JobChain.From(chain, arguments, configuration).StepOf(configuration)
            : Job.From((IJobProgram)Activator.CreateInstance(type, nonPublic: true)!, arguments, configuration);
    }
}
