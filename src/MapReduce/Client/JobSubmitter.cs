using System.Globalization;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Tokens;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Engine;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>
/// Turns a job into an application: cuts its input, brings its files into the staging directory, and hands it to the ResourceManager.
/// </summary>
internal sealed class JobSubmitter(YarnClient yarn, JobFileSystems fileSystems)
{
    private const string ApplicationType = "MAPREDUCE";

    /// <returns>The job's id and how many maps it has.</returns>
    internal async Task<(JobId Id, int Maps)> SubmitAsync(Job job, CancellationToken cancellationToken)
    {
        var origin = job.Origin ?? throw new JobDefinitionException(
            $"{job.Name} cannot run on a cluster: other processes cannot make it again. "
            + "Define it in a class that implements IJobProgram, in a .cs file or an assembly on disk.");
        var application = await yarn.NewApplicationAsync(cancellationToken).ConfigureAwait(false);
        var id = application.ApplicationId.ToJob();
        var context = new JobContext(job, id, fileSystems);
        await job.Parts.OutputFormat.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        var splits = await job.Parts.InputFormat.GetSplitsAsync(context, cancellationToken).ConfigureAwait(false);
        job = await RangeSampling.PrepareAsync(context, splits, cancellationToken).ConfigureAwait(false);
        splits = [.. splits.OrderByDescending(s => s.Length)];

        var staging = StagingDirectory.Of(id, fileSystems, job.Configuration);
        try
        {
            var files = staging.Path.FileSystem;
            await files.MakeDirectoryAsync(staging.Path.Path, StagingDirectory.DirectoryMode, cancellationToken).ConfigureAwait(false);
            var package = new JobPackage(origin, staging, fileSystems, job.Configuration);
            await package.UploadAsync(cancellationToken).ConfigureAwait(false);
            await ClusterFiles.WriteAsync(
                staging.SplitsFile, SplitFile.Encode(splits), CreateOptions.Default, cancellationToken).ConfigureAwait(false);
            await ClusterFiles.WriteAsync(
                staging.ConfigurationFile,
                JobXml.Encode(Describe(job, origin, package, splits.Count)),
                CreateOptions.Default,
                cancellationToken).ConfigureAwait(false);
            await yarn.SubmitAsync(
                await ApplicationAsync(job, application, id, staging, package, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await staging.ForgetAsync().ConfigureAwait(false);
            throw;
        }

        return (id, splits.Count);
    }

    // The job's configuration with what its master must know.
    private static Configuration Describe(Job job, JobOrigin origin, JobPackage package, int maps)
    {
        var configuration = new Configuration(job.Configuration);
        configuration.Set(JobKeys.Name, job.Name);
        configuration.Set(JobKeys.User, CurrentUser.Name);
        configuration.Set(JobKeys.OutputDirectory, job.OutputPath);
        configuration.Set(MapReduceKeys.Maps.Name, maps.ToString(CultureInfo.InvariantCulture));
        configuration.Set(MapReduceKeys.Reduces.Name, job.Reducers.ToString(CultureInfo.InvariantCulture));
        configuration.Set(JobKeys.Assembly, origin.AssemblyName);
        configuration.Set(JobKeys.Program, origin.ProgramType);
        configuration.Set(JobKeys.Command, package.Command);
        configuration.Set(JobKeys.Arguments, origin.Arguments.Count.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < origin.Arguments.Count; i++)
        {
            configuration.Set(MapReduceKeys.Argument.For(i.ToString(CultureInfo.InvariantCulture)).Name, origin.Arguments[i]);
        }

        configuration.Set(JobKeys.Resources, string.Join('\n', package.Resources.Select(r => ClusterFiles.Describe(r.Name, r.Resource))));
        return configuration;
    }

    private static async Task<ApplicationSubmissionContextProto> ApplicationAsync(
        Job job, GetNewApplicationResponseProto application, JobId id, StagingDirectory staging, JobPackage package,
        CancellationToken cancellationToken)
    {
        var configuration = job.Configuration;
        var memory = JobSettings.Number(configuration, MapReduceKeys.MasterMemory);
        if (application.MaximumCapability is { } most)
        {
            ContainerSizes.Check(configuration, job.Reducers, memory, most);
        }

        var own = LocalResourceVisibilityProto.Application;
        var resources = new List<(string, LocalResourceProto)>(package.Resources)
        {
            (StagingDirectory.ConfigurationName, await ClusterFiles.ToResourceAsync(
                staging.ConfigurationFile, LocalResourceTypeProto.File, own, cancellationToken).ConfigureAwait(false)),
            (StagingDirectory.SplitsName, await ClusterFiles.ToResourceAsync(
                staging.SplitsFile, LocalResourceTypeProto.File, own, cancellationToken).ConfigureAwait(false)),
        };
        var token = JobTokens.Create(id);
        var credentials = new Credentials();
        credentials.Add(JobKeys.TokenAlias, token);
        credentials.Add(JobKeys.ShuffleAlias, token.Password.ToArray());
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = application.ApplicationId,
            ApplicationName = job.Name,
            ApplicationType = ApplicationType,
            Queue = configuration.Get(MapReduceKeys.Queue),
            MaxAppAttempts = configuration.Get(MapReduceKeys.MasterAttempts),
            Resource = Containers.Resource(memory, configuration.Get(MapReduceKeys.MasterCores)),
            AmContainerSpec = Containers.Launch(package.Command, JobKeys.MasterVerb, resources, memory, credentials, configuration),
            CancelTokensWhenComplete = true,
        };
        context.ApplicationTags.AddRange(configuration.Get(MapReduceKeys.Tags));
        if (configuration.GetRaw(MapReduceKeys.Priority.Name) is { } priority
            && int.TryParse(priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            context.Priority = new PriorityProto { Priority = number };
        }

        return context;
    }
}
