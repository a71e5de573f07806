using System.Reflection;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Engine;

namespace Hathi.MapReduce.Scripts;

/// <summary>
/// A job that is one C# file: it defines a class that implements <see cref="IJobProgram"/>, or <see cref="IJobChain"/> for several. The
/// file is compiled against Hathi's assemblies and kept compiled, by the hash of its text, so that the next run starts at once.
/// </summary>
public static class JobScript
{
    /// <summary>Compiles the file if need be, and runs its job in this process.</summary>
    /// <param name="path">The .cs file, on this machine.</param>
    /// <param name="args">For the job's Configure.</param>
    /// <param name="fileSystem">Where plain paths lie; stays open.</param>
    /// <param name="configuration">The job's starts from it.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Stops the job.</param>
    /// <exception cref="ScriptException">The file cannot be read, does not compile or defines no job.</exception>
    /// <exception cref="JobDefinitionException">The job is not one that can run.</exception>
    /// <exception cref="InvalidInputException">The input is not there.</exception>
    /// <exception cref="FileAlreadyExistsException">The output directory is there already.</exception>
    /// <exception cref="JobFailedException">A task failed as often as it may.</exception>
    public static async Task<JobResult> RunAsync(
        string path, IReadOnlyList<string> args, FileSystem fileSystem, Configuration configuration, IJobProgress progress,
        CancellationToken cancellationToken)
    {
        var jobs = LoadChain(path, args, configuration);
        return await jobs.RunAsync(
            new LocalJobRunner(fileSystem), fileSystem, progress, static _ => { }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Compiles the file if need be (an assembly, .dll, is taken as it is, with what lies beside it), and asks it what its job is.
    /// </summary>
    /// <exception cref="ScriptException">The file cannot be read, does not compile or defines no job.</exception>
    /// <exception cref="JobDefinitionException">The job is not one that can run.</exception>
    public static Job Load(string path, IReadOnlyList<string> args, Configuration configuration)
    {
        var chain = LoadChain(path, args, configuration);
        return chain.Jobs.Count == 1
            ? chain.Jobs[0]
            : throw new JobDefinitionException($"{path} is a chain of {chain.Jobs.Count} jobs, and one job is wanted here.");
    }

    /// <summary>As <see cref="Load"/>, for a program of any number of jobs.</summary>
    /// <exception cref="ScriptException">The file cannot be read, does not compile or defines no job.</exception>
    /// <exception cref="JobDefinitionException">A job is not one that can run.</exception>
    public static JobChain LoadChain(string path, IReadOnlyList<string> args, Configuration configuration)
    {
        if (path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return Ask(Instantiate(LoadFile(path), path), path, "", args, configuration);
        }

        var source = ScriptSource.Read(path);
        var usage = source.FirstComment is { } comment ? $" It says of itself: {comment}" : "";
        return Ask(Instantiate(ScriptCache.Default.Load(source), path), path, usage, args, configuration);
    }

    private static JobChain Ask(object program, string path, string usage, IReadOnlyList<string> args, Configuration configuration)
    {
        try
        {
            return program is IJobChain chain
                ? JobChain.From(chain, [.. args], configuration)
                : JobChain.From((IJobProgram)program, [.. args], configuration);
        }
        catch (IndexOutOfRangeException)
        {
            throw new JobDefinitionException($"{path} asks for more arguments than it was given ({args.Count}).{usage}");
        }
        catch (Exception e) when (e is not (JobDefinitionException or ConfigurationException))
        {
            throw new JobDefinitionException($"{path}: Configure of {program.GetType().Name} failed: {e.GetType().Name}: {e.Message}");
        }
    }

    private static Assembly LoadFile(string path)
    {
        try
        {
            return JobOrigin.LoadAssembly(path);
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is BadImageFormatException)
        {
            throw new ScriptException($"{path} cannot be loaded: {e.Message}");
        }
    }

    private static object Instantiate(Assembly assembly, string path)
    {
        var programs = assembly.GetTypes().Where(t => t is { IsAbstract: false, IsInterface: false }
            && (t.IsAssignableTo(typeof(IJobProgram)) || t.IsAssignableTo(typeof(IJobChain)))).ToList();
        if (programs.Count != 1)
        {
            throw new ScriptException(programs.Count == 0
                ? $"{path} defines no job: let one class in it implement IJobProgram, with public void Configure(JobBuilder job, "
                    + "string[] args)."
                : $"{path} defines {programs.Count} jobs ({string.Join(", ", programs.Select(p => p.Name))}); "
                    + "keep one class that implements IJobProgram or IJobChain.");
        }

        try
        {
            return Activator.CreateInstance(programs[0], nonPublic: true)!;
        }
        catch (MissingMethodException)
        {
            throw new ScriptException($"{path}: {programs[0].Name} needs a constructor without parameters.");
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            throw new ScriptException($"{path}: the constructor of {programs[0].Name} failed: {inner.GetType().Name}: {inner.Message}");
        }
    }
}
