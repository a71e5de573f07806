using System.Text;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>What a launch script is made of.</summary>
internal sealed record LaunchPlan
{
    /// <summary>Variables that the node sets, in this order; values are bash's text inside double quotes.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> NodeVariables { get; init; }

    /// <summary>The container's own variables, expanded.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Variables of this process that the container gets unless it sets them: plain values.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Inherited { get; init; }

    /// <summary>The words of the command, expanded; joined by spaces into bash's text inside double quotes.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where prelaunch.out and prelaunch.err go.</summary>
    public required string LogDirectory { get; init; }

    /// <summary>Where the script writes its process id, first of all.</summary>
    public required string PidFile { get; init; }

    /// <summary>The control group's file into which the script writes itself; null: there is none.</summary>
    public string? GroupFile { get; init; }

    /// <summary>Where the exit code is written when the command has ended.</summary>
    public required string ExitCodeFile { get; init; }
}

/// <summary>
/// The one script of a container, <c>launch_container.sh</c>, which runs twice. The session's first process stays while the command runs,
/// so that the exit code is written also when nobody of the node waits for it: the node may come back later. It outlives what is sent to
/// the whole group. The second process becomes the command: <c>$$</c>, also where the node's shell fills it in, is the number that the
/// command itself has. Source: ContainerLaunch.UnixShellScriptBuilder, whose text commands and values may count on;
/// DefaultContainerExecutor's wrapper.
/// </summary>
internal static class LaunchScript
{
    internal const string FileName = "launch_container.sh";
    internal const string PrelaunchOut = "prelaunch.out";
    internal const string PrelaunchErr = "prelaunch.err";

    // What ends a process that does not handle it and may be handled: a command may send it to its group, and the first
    // process is in that group.
    private const string Outlived = "HUP INT QUIT USR1 USR2 PIPE ALRM TERM VTALRM PROF IO PWR";

    internal static string Write(LaunchPlan plan)
    {
        var script = new StringBuilder(4096);
        script.Append("#!/bin/bash\nif [ \"$1\" != command ]; then\n");
        AppendFirstProcess(script, plan);
        script.Append("fi\nset -o pipefail -e\n");
        script.Append("export PRELAUNCH_OUT=\"").Append(plan.LogDirectory).Append('/').Append(PrelaunchOut)
            .Append("\"\nexec >\"${PRELAUNCH_OUT}\"\n");
        script.Append("export PRELAUNCH_ERR=\"").Append(plan.LogDirectory).Append('/').Append(PrelaunchErr)
            .Append("\"\nexec 2>\"${PRELAUNCH_ERR}\"\n");
        script.Append("echo \"Setting up env variables\"\n");
        foreach (var (name, value) in plan.Inherited)
        {
            if (!plan.Variables.ContainsKey(name))
            {
                Export(script, name, Quoted(value));
            }
        }

        foreach (var (name, value) in plan.NodeVariables)
        {
            Export(script, name, value);
        }

        foreach (var (name, value) in EnvironmentText.InOrder(plan.Variables))
        {
            if (!plan.NodeVariables.Any(v => v.Key == name))
            {
                Export(script, name, value);
            }
        }

        script.Append("echo \"Launching container\"\nexec /bin/bash -c \"").AppendJoin(' ', plan.Command).Append("\"\n");
        return script.ToString();
    }

    private static void AppendFirstProcess(StringBuilder script, LaunchPlan plan)
    {
        script.Append("echo $$ > \"").Append(plan.PidFile).Append("\" || exit 1\n");
        if (plan.GroupFile is { } group)
        {
            script.Append("echo $$ > \"").Append(group).Append("\" || true\n");
        }

        // A handler, for what is ignored stays ignored in the command.
        script.Append("trap : ")
            .Append(OperatingSystem.IsLinux() ? Outlived : Outlived.Replace(" PWR", "", StringComparison.Ordinal))
            .Append("\nhathi_exit=0\n");
        script.Append("/bin/bash \"$0\" command || hathi_exit=$?\necho $hathi_exit > \"")
            .Append(plan.ExitCodeFile)
            .Append("\"\nexit $hathi_exit\n");
    }

    private static void Export(StringBuilder script, string name, string value) =>
        script.Append("export ").Append(name).Append("=\"").Append(value).Append("\"\n");

    private static string Quoted(string plain)
    {
        if (plain.AsSpan().IndexOfAny("\"\\$`") < 0)
        {
            return plain;
        }

        var quoted = new StringBuilder(plain.Length + 8);
        foreach (var c in plain)
        {
            if (c is '"' or '\\' or '$' or '`')
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }
}
