using System.Text.RegularExpressions;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Mapping;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>
/// What launch contexts may write in commands and variables instead of what only the node knows. Source: ContainerLaunch.expandEnvironment.
/// </summary>
internal static partial class EnvironmentText
{
    private const string LogDirectory = "<LOG_DIR>";
    private const string ClassPathSeparator = "<CPS>";
    private const string AddOpens = "<ADD_OPENS>";

    // A Java without modules does not start with them.
    private static readonly Lazy<string> s_opens = new(
        static () => JavaInstallation.Find() is { } java ? java.FlagsForHadoop : JavaInstallation.Opens);

    /// <summary>The text as bash reads it: <c>{{NAME}}</c> becomes <c>$NAME</c>.</summary>
    /// <param name="text">As the launch context has it.</param>
    /// <param name="logDirectory">The container's.</param>
    /// <param name="room">Characters that are left of <see cref="RequestLimits.LaunchCharacters"/>.</param>
    /// <exception cref="LocalizationException">
    /// It makes more of the text than there is room: a few characters may stand for many.
    /// </exception>
    internal static string Expand(string text, string logDirectory, ref int room)
    {
        var length = text.Length + ((long)text.AsSpan().Count(LogDirectory) * logDirectory.Length)
            + ((long)text.AsSpan().Count(AddOpens) * s_opens.Value.Length);
        if (length > room)
        {
            throw new LocalizationException(
                $"command and environment have more than {RequestLimits.LaunchCharacters} characters, and no program can be given so many: "
                + "put what is long into a file.",
                null);
        }

        room -= (int)length;
        return text
            .Replace(LogDirectory, logDirectory, StringComparison.Ordinal)
            .Replace(ClassPathSeparator, ":", StringComparison.Ordinal)
            .Replace(AddOpens, s_opens.Value, StringComparison.Ordinal)
            .Replace("{{", "$", StringComparison.Ordinal)
            .Replace("}}", "", StringComparison.Ordinal);
    }

    /// <summary>
    /// Adds the administrator's variables to a container's: behind what the container says, with a colon between. <c>$NAME</c> in them is
    /// the container's value, else the node's, else nothing. Source: ContainerLaunch.addConfigsToEnv, Apps.addToEnvironment.
    /// </summary>
    /// <param name="variables">The container's, which change.</param>
    /// <param name="forced">The administrator's.</param>
    /// <param name="ofNode">A variable of the node's own process.</param>
    internal static void Force(
        Dictionary<string, string> variables, IReadOnlyDictionary<string, string> forced, Func<string, string?> ofNode)
    {
        foreach (var (name, text) in forced)
        {
            var value = Reference().Replace(text, m => variables.GetValueOrDefault(m.Groups[1].Value) ?? ofNode(m.Groups[1].Value) ?? "");
            variables[name] = variables.TryGetValue(name, out var before) && before != value ? $"{before}:{value}" : value;
        }
    }

    [GeneratedRegex(@"\$([A-Za-z_][A-Za-z0-9_]*)")]
    private static partial Regex Reference();

    /// <summary>
    /// Puts variables behind those that they mention, otherwise by name; a circle is cut anywhere. Each may mention another: the way down
    /// is no recursion, for whoever submits says how deep it is.
    /// </summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> InOrder(IReadOnlyDictionary<string, string> variables)
    {
        var ordered = new List<KeyValuePair<string, string>>(variables.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var below = new Stack<(string Name, IEnumerator<string> Mentioned)>();
        foreach (var first in variables.Keys.Order(StringComparer.Ordinal))
        {
            Enter(first);
            while (below.TryPeek(out var at))
            {
                if (at.Mentioned.MoveNext())
                {
                    Enter(at.Mentioned.Current);
                }
                else
                {
                    ordered.Add(new(at.Name, variables[at.Name]));
                    below.Pop();
                }
            }
        }

        return ordered;

        void Enter(string name)
        {
            if (variables.TryGetValue(name, out var value) && seen.Add(name))
            {
                below.Push((name, Mentioned(value).GetEnumerator()));
            }
        }
    }

    // $NAME and ${NAME…}; more than bash would expand does no harm here.
    private static IEnumerable<string> Mentioned(string value)
    {
        for (var at = value.IndexOf('$', StringComparison.Ordinal); at >= 0 && at + 1 < value.Length; at = value.IndexOf('$', at + 1))
        {
            var start = value[at + 1] == '{' ? at + 2 : at + 1;
            var end = start;
            while (end < value.Length && (char.IsAsciiLetterOrDigit(value[end]) || value[end] == '_'))
            {
                end++;
            }

            if (end > start)
            {
                yield return value[start..end];
            }
        }
    }
}
