namespace Hathi.MapReduce.Formats;

/// <summary>
/// Paths in one text, with commas between; a comma in braces belongs to a pattern. Source: FileInputFormat.getPathStrings.
/// </summary>
internal static class PathList
{
    internal static List<string> Split(string text)
    {
        var paths = new List<string>();
        var (start, open, inPattern) = (0, 0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            switch (i < text.Length ? text[i] : '\0')
            {
                case '{':
                    open++;
                    inPattern = true;
                    break;
                case '}':
                    open--;
                    inPattern &= open != 0;
                    break;
                case ',' when !inPattern:
                case '\0' when i == text.Length:
                    if (i > start)
                    {
                        paths.Add(text[start..i]);
                    }

                    start = i + 1;
                    break;
            }
        }

        return paths;
    }

    /// <summary>As Apache writes them into a job's configuration. Source: StringUtils.escapeString.</summary>
    internal static string Join(IEnumerable<string> paths) =>
        string.Join(
            ',', paths.Select(static p => p.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)));
}
