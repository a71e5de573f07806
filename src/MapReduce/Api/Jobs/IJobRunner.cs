namespace Hathi.MapReduce;

/// <summary>Runs jobs somewhere: in this process, or on a cluster.</summary>
public interface IJobRunner
{
    /// <summary>Runs a job to its end.</summary>
    /// <exception cref="InvalidInputException">The input is not there.</exception>
    /// <exception cref="Hathi.Hdfs.Client.FileAlreadyExistsException">The output directory is there already.</exception>
    /// <exception cref="JobFailedException">A task failed as often as it may.</exception>
    /// <exception cref="OperationCanceledException">The job was stopped; nothing of its output is left.</exception>
    Task<JobResult> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken);
}
