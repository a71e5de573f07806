namespace Hathi.Hadoop.Conf;

/// <summary>
/// <c>${name}</c> inside values: a property of the machine (user.name, user.home, user.dir, java.io.tmpdir), another property of the
/// configuration, or <c>${env.NAME}</c>, <c>${env.NAME-otherwise}</c>, <c>${env.NAME:-otherwise}</c>. What is not known stays as it is
/// written. Source: Apache <c>Configuration.substituteVars</c>.
/// </summary>
internal static class Variables
{
    /// <summary>Replacements in one value, as in Apache's; more is a circle.</summary>
    private const int MaxReplacements = 20;

    internal static string Expand(string value, Func<string, string?> lookUp)
    {
        var text = value;
        for (var i = 0; i < MaxReplacements; i++)
        {
            if (!Find(text, out var start, out var end))
            {
                return text;
            }

            var name = text[(start + 2)..end];
            if (Resolve(name, lookUp) is not { } replacement)
            {
                return text;
            }

            if (replacement.Contains("${" + name + "}", StringComparison.Ordinal))
            {
                return value;
            }

            text = string.Concat(text.AsSpan(0, start), replacement, text.AsSpan(end + 1));
        }

        throw new ConfigurationException(
            $"The configuration value {value} refers to more than {MaxReplacements} other values: {text}", null);
    }

    /// <summary>The first innermost ${…} without blanks and dollars in its name.</summary>
    private static bool Find(string text, out int start, out int end)
    {
        start = -1;
        for (end = 0; end < text.Length; end++)
        {
            var c = text[end];
            if (c == '$')
            {
                start = end + 1 < text.Length && text[end + 1] == '{' ? end : -1;
            }
            else if (c == ' ')
            {
                start = -1;
            }
            else if (c == '}' && start >= 0 && end > start + 2)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Resolve(string name, Func<string, string?> lookUp)
    {
        if (!name.StartsWith("env.", StringComparison.Ordinal))
        {
            return OfMachine(name) ?? lookUp(name);
        }

        var variable = name[4..];
        var dash = variable.IndexOf('-');
        if (dash < 0)
        {
            return Environment.GetEnvironmentVariable(variable);
        }

        var emptyToo = dash > 0 && variable[dash - 1] == ':';
        var found = Environment.GetEnvironmentVariable(variable[..(emptyToo ? dash - 1 : dash)]);
        return found is null || (emptyToo && found.Length == 0) ? variable[(dash + 1)..] : found;
    }

    private static string? OfMachine(string name) => name switch
    {
        "user.name" => Environment.UserName,
        "user.home" => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        "user.dir" => Environment.CurrentDirectory,
        "java.io.tmpdir" => Path.GetTempPath().TrimEnd('/'),
        _ => null,
    };
}
