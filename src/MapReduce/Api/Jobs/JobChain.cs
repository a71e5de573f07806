using System.Globalization;
using System.Security.Cryptography;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>
/// Jobs that run one after the other; each may read what an earlier one wrote. When one fails, those behind it do not run (Apache's
/// JobControl). Filled by one thread.
/// </summary>
public sealed class JobChain
{
    private readonly Configuration _configuration;
    private readonly List<Action<JobBuilder>> _common = [];
    private readonly List<Job> _jobs = [];
    private readonly string _name;
    private int _temporary;

    private JobChain(string name, Configuration configuration)
    {
        _name = name;
        _configuration = new Configuration(configuration);

        // The same in every process that makes the jobs again.
        if (_configuration.GetRaw(MapReduceKeys.ChainId.Name) is null)
        {
            _configuration.Set(MapReduceKeys.ChainId.Name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        }
    }

    /// <summary>The jobs, in the order in which they run.</summary>
    public IReadOnlyList<Job> Jobs => _jobs;

    /// <summary>The jobs that a program describes.</summary>
    /// <exception cref="JobDefinitionException">One of them cannot run, or there is none; the message says what to change.</exception>
    public static JobChain From(IJobChain program, string[] args, Configuration configuration)
    {
        var chain = new JobChain(program.GetType().Name, configuration);
        program.Configure(chain, args);
        if (chain._jobs.Count == 0)
        {
            throw new JobDefinitionException($"{chain._name} has no job: call jobs.Add(…), or end a query with To(…).");
        }

        var origin = JobOrigin.Of(program, args);
        for (var i = 0; i < chain._jobs.Count; i++)
        {
            chain._jobs[i] = chain._jobs[i]
                .Named(chain._jobs.Count == 1 ? chain._name : $"{chain._name} {i + 1}/{chain._jobs.Count}", origin);
        }

        return chain;
    }

    /// <summary>A program of one job as a chain.</summary>
    /// <exception cref="JobDefinitionException">The job cannot run; the message says what to change.</exception>
    public static JobChain From(IJobProgram program, string[] args, Configuration configuration)
    {
        var chain = new JobChain(program.GetType().Name, configuration);
        chain._jobs.Add(Job.From(program, args, configuration));
        return chain;
    }

    /// <summary>Adds a job that runs when all before it have succeeded.</summary>
    /// <exception cref="JobDefinitionException">It cannot run.</exception>
    public JobChain Add(Action<JobBuilder> describe)
    {
        var builder = new JobBuilder(_configuration).Named(_name);
        foreach (var common in _common)
        {
            common(builder);
        }

        // Describing it may add jobs before it: its number is known afterwards.
        describe(builder);
        _jobs.Add(builder.Set(MapReduceKeys.ChainStep.Name, _jobs.Count.ToString(CultureInfo.InvariantCulture)).Build());
        return this;
    }

    /// <summary>
    /// A directory for one job's output that a later one reads: below .hathi in the user's home, or for local files below hadoop.tmp.dir.
    /// It is removed when the chain has ended.
    /// </summary>
    public string Temporary() => $"{TemporaryDirectory}/{++_temporary}";

    private string TemporaryDirectory
    {
        get
        {
            var isLocal = _configuration.Get(HdfsKeys.DefaultFileSystem).StartsWith("file:", StringComparison.Ordinal);
            var parent = isLocal ? _configuration.Get(HdfsKeys.TemporaryDirectory, Path.GetTempPath()).TrimEnd('/') : ".hathi";
            return $"{parent}/{_name}-{_configuration.GetRaw(MapReduceKeys.ChainId.Name)}";
        }
    }

    /// <summary>How a type becomes bytes, in all jobs that are added from now on.</summary>
    public JobChain Serialize<T>(Serializer<T> serializer)
    {
        _common.Add(job => job.Serialize(serializer));
        return this;
    }

    /// <summary>A property as the user set it (-D, configuration files), or else the value given.</summary>
    public string Get(string property, string otherwise) => _configuration.GetString(property, otherwise);

    /// <summary>Runs the jobs, one after the other.</summary>
    /// <param name="runner">Runs each.</param>
    /// <param name="fileSystem">Where plain paths lie; stays open.</param>
    /// <param name="progress">Told how each goes.</param>
    /// <param name="succeeded">Told of each that has ended.</param>
    /// <param name="cancellationToken">Stops the one that runs, and the chain.</param>
    /// <returns>The last one's result.</returns>
    /// <exception cref="JobFailedException">A job failed; the message says which one, and how many were not run.</exception>
    public async Task<JobResult> RunAsync(
        IJobRunner runner, FileSystem fileSystem, IJobProgress progress, Action<JobResult> succeeded, CancellationToken cancellationToken)
    {
        try
        {
            JobResult? last = null;
            for (var i = 0; i < _jobs.Count; i++)
            {
                last = await RunAsync(i, runner, progress, cancellationToken).ConfigureAwait(false);
                succeeded(last);
            }

            return last!;
        }
        finally
        {
            await RemoveTemporaryAsync(fileSystem).ConfigureAwait(false);
        }
    }

    /// <summary>The job of the chain that a configuration was submitted with.</summary>
    internal Job StepOf(Configuration configuration)
    {
        var step = JobSettings.Number(configuration, MapReduceKeys.ChainStep);
        return step < _jobs.Count
            ? _jobs[step]
            : throw new JobDefinitionException($"{MapReduceKeys.ChainStep} = {step}: it must be from 0 to {_jobs.Count - 1}.");
    }

    private async Task<JobResult> RunAsync(int step, IJobRunner runner, IJobProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.RunAsync(_jobs[step], progress, cancellationToken).ConfigureAwait(false);
        }
        catch (JobFailedException e) when (step + 1 < _jobs.Count)
        {
            var left = _jobs.Count - step - 1;
            throw new JobFailedException(
                $"{e.Message} {(left == 1 ? "The job behind it was" : $"The {left} jobs behind it were")} not run.", e.Counters, e);
        }
    }

    private async Task RemoveTemporaryAsync(FileSystem fileSystem)
    {
        if (_temporary == 0)
        {
            return;
        }

        try
        {
            var directory = HdfsPath.Parse(TemporaryDirectory).Absolute(fileSystem.HomeDirectory);
            await fileSystem.DeleteAsync(directory, recursive: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What the jobs did counts; what is left there only takes room.
        }
    }
}
