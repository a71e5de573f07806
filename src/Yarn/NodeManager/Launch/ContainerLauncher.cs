using Hathi.Base;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>Turns a launch context whose resources are here into a process. Source: ContainerLaunch, DefaultContainerExecutor.</summary>
internal sealed class ContainerLauncher(NodeManagerOptions options, NodeIdentity identity, ContainerCgroups? groups)
{
    private const string Shell = "/bin/bash";
    private const string AuxiliaryPrefix = "NM_AUX_SERVICE_";

    private readonly KeyValuePair<string, string>[] _inherited = [.. options.EnvironmentWhitelist
        .Select(static name => new KeyValuePair<string, string>(name, Environment.GetEnvironmentVariable(name) ?? ""))
        .Where(static variable => variable.Value.Length > 0)];

    /// <summary>Writes directories, links, tokens and the script; its log directory is there.</summary>
    /// <param name="container">Has its directories.</param>
    /// <param name="files">Its paths.</param>
    /// <param name="links">Name in the working directory, path in the cache.</param>
    /// <exception cref="IOException">The disk does not take it.</exception>
    internal void Prepare(Container container, ContainerFiles files, IReadOnlyList<KeyValuePair<string, string>> links)
    {
        files.CreateDirectories();
        foreach (var (name, target) in links)
        {
            Link(files.Work, name, target);
        }

        PrivateFile.Write(files.Tokens, RequestLaunch.Tokens(container.Context));
        PrivateFile.WriteScript(files.Script, LaunchScript.Write(Plan(container, files)));
    }

    /// <summary>Starts what was prepared.</summary>
    /// <returns>The process, leader of a session of its own.</returns>
    /// <exception cref="IOException">The system does not start it.</exception>
    internal static int Start(ContainerFiles files) => ProcessStart.Session(Shell, ["bash", files.Script], [], files.Work);

    /// <summary>The container's processes are gone.</summary>
    /// <returns>Whether the kernel ended one of them for want of memory.</returns>
    internal bool Ended(Container container)
    {
        if (groups is null)
        {
            return false;
        }

        var outOfMemory = groups.RanOutOfMemory(container.Id);
        groups.Remove(container.Id);
        return outOfMemory;
    }

    private static void Link(string work, string name, string target)
    {
        // A directory whose files are all linked.
        if (name == "*" || name.EndsWith("/*", StringComparison.Ordinal))
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(target))
            {
                Link(work, name[..^1] + Path.GetFileName(entry), entry);
            }

            return;
        }

        var root = Path.GetFullPath(work) + "/";
        var link = Path.GetFullPath(Path.Join(work, name));
        if (!link.StartsWith(root, StringComparison.Ordinal))
        {
            throw new RefusedException($"The local resource {name} would lie outside of the container's directory.");
        }

        if (name.Contains('/', StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        }

        if (new FileInfo(link).LinkTarget is not null)
        {
            File.Delete(link);
        }

        File.CreateSymbolicLink(link, target);
    }

    private LaunchPlan Plan(Container container, ContainerFiles files)
    {
        var room = RequestLimits.LaunchCharacters;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in RequestLaunch.Variables(container.Context))
        {
            variables[name] = EnvironmentText.Expand(value, files.Logs, ref room);
        }

        var words = RequestLaunch.Command(container.Context);
        var command = new List<string>(words.Count);
        foreach (var word in words)
        {
            command.Add(EnvironmentText.Expand(word, files.Logs, ref room));
        }

        EnvironmentText.Force(variables, options.AdminEnvironment, Environment.GetEnvironmentVariable);

        return new LaunchPlan
        {
            NodeVariables = NodeVariables(container, files),
            Variables = variables,
            Inherited = _inherited,
            Command = command,
            LogDirectory = files.Logs,
            PidFile = files.PidFile,
            GroupFile = groups?.Create(container.Id, container.MemoryLimit, container.Token.Resource.VirtualCores),
            ExitCodeFile = files.ExitCodeFile,
        };
    }

    private List<KeyValuePair<string, string>> NodeVariables(Container container, ContainerFiles files)
    {
        var (user, application) = (container.User, container.Application);
        List<KeyValuePair<string, string>> variables =
        [
            new("HADOOP_TOKEN_FILE_LOCATION", files.Tokens),
            new("CONTAINER_ID", container.Id),
            new("NM_PORT", Text(identity.Port)),
            new("NM_HOST", identity.Host),
            new("NM_HTTP_PORT", Text(identity.HttpPort)),
            new("LOCAL_DIRS", string.Join(',', container.ApplicationLocals.Select(d => NodeDirectories.Application(d, user, application)))),
            new("LOCAL_USER_DIRS", string.Join(',', container.ApplicationLocals.Select(d => NodeDirectories.User(d, user) + "/"))),
            new("LOG_DIRS", files.Logs),
            new("USER", user),
            new("LOGNAME", user),
            new("HOME", options.UserHome),
            new("PWD", files.Work),
            new("JVM_PID", "$$"),
        ];
        foreach (var service in options.AuxiliaryServices)
        {
            variables.Add(new(AuxiliaryPrefix + service.Name, Convert.ToBase64String(service.MetaData.Span)));
        }

        if (options.HathiHome is { } home)
        {
            variables.Add(new("HATHI_HOME", home));
        }

        return variables;
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
