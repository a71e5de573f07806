using System.Text.RegularExpressions;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary>What Java calls states, for people.</summary>
internal static partial class Names
{
    public static string Of(YarnApplicationStateProto state) => Words(state.ToString(), "");

    public static string Of(NodeStateProto state) => Words(state.ToString(), "Ns");

    public static string Of(FinalApplicationStatusProto status) => Words(status.ToString(), "App");

    public static string Of(YarnApplicationAttemptStateProto state) => Words(state.ToString(), "AppAttempt");

    public static string Of(ContainerStateProto state) => Words(state.ToString(), "C");

    public static string Of(LogAggregationStatusProto status) => status switch
    {
        LogAggregationStatusProto.LogDisabled => "DISABLED",
        LogAggregationStatusProto.LogNotStart => "NOT_START",
        _ => Words(status.ToString(), "Log"),
    };

    public static string Of(QueueStateProto state) => Words(state.ToString(), "Q");

    /// <summary>The state of a name; null: there is none.</summary>
    public static T? Parse<T>(string name, Func<T, string> of)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(of(value), name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <exception cref="InputException">It is no id.</exception>
    public static T Id<T>(Func<string, T> parse, string text)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    private static string Words(string name, string prefix) => WordStart().Replace(name[prefix.Length..], "_").ToUpperInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
