namespace Hathi.MapReduce;

/// <summary>
/// A job as a program: what <c>hathi run FILE.cs ARGS…</c> looks for. It may be asked more than once, also in other processes,
/// and must say the same.
/// </summary>
public interface IJobProgram
{
    /// <summary>Says what the job is.</summary>
    /// <param name="job">Takes input, mapper, reducer, output.</param>
    /// <param name="args">What stands behind the file on the command line.</param>
    void Configure(JobBuilder job, string[] args);
}
