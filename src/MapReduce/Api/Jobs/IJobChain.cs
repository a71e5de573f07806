namespace Hathi.MapReduce;

/// <summary>
/// A program of several jobs, one after the other: what <c>hathi run FILE.cs ARGS…</c> looks for beside <see cref="IJobProgram"/>. It may
/// be asked more than once, also in other processes, and must say the same.
/// </summary>
public interface IJobChain
{
    /// <summary>Says what the jobs are.</summary>
    /// <param name="jobs">Takes them, in the order in which they run.</param>
    /// <param name="args">What stands behind the file on the command line.</param>
    void Configure(JobChain jobs, string[] args);
}
